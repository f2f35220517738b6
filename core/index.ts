/** The public door of core: `codexotel/core`, the bare bus and everything that a plugin may use. */
export { closedErrorText } from './auth/closed-error-text.js';
export {
  type AuthMode,
  type AuthModeFacts,
  authModes,
  isChatgptAuth,
  telemetryAuthMode,
  usesCodexBackend,
} from './auth/modes.js';
export { toPlainText } from './auth/plain-text.js';
export { type ResponseDebugContext, readHeader, responseDebugContext } from './auth/response-debug.js';
export { Bus } from './bus.js';
export type { EmitOptions, ObservedEvent, Readiness, Reloaded, SignalOptions } from './bus-parts.js';
export type { BuiltIn } from './candidates.js';
export { type Attribute, type AttributeOptions, attributesOf, isOnLane } from './catalogue/attributes.js';
export {
  type DeclaredEvent,
  declareEvent,
  defineEvents,
  type EventMap,
  type EventOptions,
  type FieldMap,
  type FieldsOf,
} from './catalogue/define.js';
export type { DialectName } from './catalogue/dialects.js';
export { isClosedErrorText } from './catalogue/error-text.js';
export { asPascalCase, asText, content, type Field, type FieldOptions, fact, identity } from './catalogue/field.js';
export { type CodexEvents, codexEvents } from './catalogue/index.js';
export { sanitizeMetricTagValue, unspecifiedTag } from './catalogue/metric-tag.js';
export { identityOf } from './catalogue/record-identity.js';
export { spanNameField } from './catalogue/span-attributes.js';
export { isWithheld, withheldText } from './catalogue/withheld.js';
export { type Config, defineConfig, type ExporterConfig, type OtelConfig } from './config/config.js';
export { says } from './config/finding.js';
export type { FreshHeaders, HeadersFile, HeadersFromSetting, HeadersFunction } from './config/headers-from-schema.js';
export type { Configuration } from './config/schema.js';
export { type Deadline, deadlineIn, withinDeadline } from './deadline.js';
export { isAllDelivered, type Receipt, type SinkReceipt } from './delivery/ledger.js';
export { outcomeOfGrpc, outcomeOfHttp, outcomeOfNoTunnel } from './delivery/outcomes.js';
export { createPoster, type Reply } from './delivery/post.js';
export { type ProxyChoice, proxyFor } from './delivery/proxy-for.js';
export type { SuppressTracing } from './delivery/untraced.js';
export type { Description } from './describe.js';
export {
  CodexotelError,
  ConfigError,
  describeMistake,
  type ErrorCode,
  errorCodes,
  type Mistake,
} from './errors.js';
export {
  type EndedSpan,
  type EventDeclaration,
  type FieldClass,
  type Fields,
  type FieldValue,
  type Lane,
  type Level,
  type LogSwitch,
  type SessionFacts,
  type SpanKind,
  type SpanStatus,
  type Switch,
  type TelemetryEvent,
  type TraceReference,
  withChanges,
} from './events.js';
export type { Feedback } from './feedback.js';
export type {
  DoctorReport,
  FeedbackAttachment,
  FeedbackOff,
  FeedbackPreview,
  FeedbackReport,
  FeedbackResult,
  FeedbackSender,
  ReportFacts,
} from './feedback-report.js';
export type { Fault } from './guard.js';
export { isLegalHeaderValue } from './header-value.js';
export type { Hooks } from './hooks.js';
export { messageOf } from './message-of.js';
export { MetricsClient, type MetricsSource } from './metrics/client.js';
export { inMemoryMetrics, type MetricsConfig, type MetricsExporter } from './metrics/config.js';
export type { MetricsOptions } from './metrics/hub.js';
export { metricNames } from './metrics/names.js';
export type { MetricIdentity, MetricPoint, MetricValue, Tags, Temporality } from './metrics/point.js';
export { boundedOriginator, recordProcessStartOnce } from './metrics/process-start.js';
export { MetricsError, type MetricsMistake } from './metrics/rules.js';
export {
  type ResponsesApiSummary,
  type RuntimeMetricsSummary,
  type RuntimeTotals,
  responsesApiSummary,
} from './metrics/runtime-summary.js';
export { type SessionMetric, sessionMetrics } from './metrics/session-metrics.js';
export type { Timer } from './metrics/timer.js';
export { type OtelProvider, type OtelProviderOptions, type OtelSettings, providerFrom } from './otel-provider.js';
export { type OtlpMetricsSettings, otlpMetricsConfig } from './otlp-metrics.js';
export {
  type Collection,
  type DeliveryDefaults,
  definePlugin,
  type Outcome,
  type Plugin,
  type PluginContext,
  type PluginSteps,
  type ReadyRequest,
  type Sight,
  type Sink,
  type SpanLimits,
  type SpanRules,
  type StandardSchema,
} from './plugin.js';
export { proxyAuthorization, proxyRules } from './proxy-url.js';
export type { DomainEvaluation } from './session/network-policy.js';
export type { AgentIdentity, AuthEnvironment, InferenceRequest, SessionInput } from './session/parts.js';
export { recordResponses } from './session/record-responses.js';
export type { StreamReceived } from './session/stream.js';
export { SessionTelemetry } from './session/telemetry.js';
export type { FailedToolCall, ToolCall } from './session/tool-calls.js';
export type { OpenSpan, SpanFields, SpanOptions, Turn } from './session/turn.js';
export type { UserInput, UserPrompt } from './session/user-input.js';
export type { WebsocketReceived } from './session/websocket-message.js';
export type { Signals } from './signals.js';
export { type StartOptions, startWith } from './start.js';
export { type DropReason, type FaultPlace, faultPolicy, type RefusalReason, type Step, steps } from './steps.js';
export { describeSystem, identifySystem, type SystemSource } from './system.js';
export { knownSubsystems, laneOfTarget, logOnlyTarget, routingRules, traceSafeTarget } from './targets.js';
export { currentSpanTraceId, currentSpanW3cTraceContext } from './trace/active.js';
export { traceparentContextFromEnv } from './trace/from-environment.js';
export type { HandedInEvent, HandedInSpan } from './trace/hand-in.js';
export type { PropagatedPart, PropagationRule } from './trace/propagation.js';
export { setParentFromW3cTraceContext } from './trace/set-parent.js';
export { contextFromW3cTraceContext, type TraceContext, type W3cTraceContext } from './trace/traceparent.js';
export { userAgent } from './user-agent.js';
export { type UserHashOptions, userHash } from './user-hash.js';
