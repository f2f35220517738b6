/** The public surface: what each door exports at run time, by hand, so that growing it is a decision. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';

const core = [
  'Bus',
  'CodexotelError',
  'ConfigError',
  'MetricsClient',
  'MetricsError',
  'SessionTelemetry',
  'asPascalCase',
  'asText',
  'attributesOf',
  'authModes',
  'boundedOriginator',
  'closedErrorText',
  'codexEvents',
  'content',
  'contextFromW3cTraceContext',
  'createPoster',
  'currentSpanTraceId',
  'currentSpanW3cTraceContext',
  'deadlineIn',
  'declareEvent',
  'defineConfig',
  'defineEvents',
  'definePlugin',
  'describeMistake',
  'describeSystem',
  'errorCodes',
  'fact',
  'faultPolicy',
  'identifySystem',
  'identity',
  'identityOf',
  'inMemoryMetrics',
  'isAllDelivered',
  'isChatgptAuth',
  'isClosedErrorText',
  'isLegalHeaderValue',
  'isOnLane',
  'isWithheld',
  'knownSubsystems',
  'laneOfTarget',
  'logOnlyTarget',
  'messageOf',
  'metricNames',
  'otlpMetricsConfig',
  'outcomeOfGrpc',
  'outcomeOfHttp',
  'outcomeOfNoTunnel',
  'providerFrom',
  'proxyAuthorization',
  'proxyFor',
  'proxyRules',
  'readHeader',
  'recordProcessStartOnce',
  'recordResponses',
  'responseDebugContext',
  'responsesApiSummary',
  'routingRules',
  'sanitizeMetricTagValue',
  'says',
  'sessionMetrics',
  'setParentFromW3cTraceContext',
  'spanNameField',
  'startWith',
  'steps',
  'telemetryAuthMode',
  'toPlainText',
  'traceSafeTarget',
  'traceparentContextFromEnv',
  'unspecifiedTag',
  'userAgent',
  'userHash',
  'usesCodexBackend',
  'withChanges',
  'withheldText',
  'withinDeadline',
];

/** By what a stranger writes behind `import`. */
const doors: Readonly<Record<string, readonly string[]>> = {
  codexotel: [...core, 'MetricsConfig', 'OtelProvider', 'start'],
  'codexotel/core': core,
  'codexotel/testing': ['checkPlugin', 'fixedClock', 'memorySink', 'startReceiver', 'testBus', 'toLine'],
  'codexotel/plugins/auth-401': [
    'PermanentAuthError',
    'UnauthorizedRecovery',
    'auth401',
    'authEnvFacts',
    'authHeaderFacts',
    'createModelFetch',
    'errorText',
  ],
  'codexotel/plugins/opentelemetry': ['createLoggerProvider', 'createTracerProvider', 'observeBus'],
  'codexotel/plugins/originator': [
    'isFirstPartyChatOriginator',
    'isFirstPartyOriginator',
    'originator',
    'originatorOf',
    'prepareInitialize',
    'requestHeaders',
    'setDefaultOriginator',
    'setUserAgentSuffix',
    'userAgentOf',
  ],
  'codexotel/plugins/otlp': ['acknowledgeJson', 'fromOtelExporter', 'otlp', 'toResourceMetrics'],
  'codexotel/plugins/redaction': ['cleanText', 'createRedactor', 'redaction'],
  'codexotel/plugins/sentry-feedback': ['sentryFeedback', 'sentryIntegration'],
  'codexotel/plugins/statsig': ['statsig'],
};

describe('the public surface', () => {
  for (const [door, names] of Object.entries(doors)) {
    it(`of ${door} is what stands here`, async () => {
      const found: object = await import(door);
      assert.deepEqual(Object.keys(found).sort(), [...names].sort());
    });
  }

  it('has a door for every plugin', () => {
    const folders = readdirSync(new URL('../../plugins', import.meta.url)).map((name) => `codexotel/plugins/${name}`);
    assert.deepEqual(
      folders.sort(),
      Object.keys(doors)
        .filter((door) => door.startsWith('codexotel/plugins/'))
        .sort(),
    );
  });

  it('has no other door', async () => {
    for (const path of [
      'codexotel/core/bus',
      'codexotel/dist/core/bus.js',
      'codexotel/cli',
      'codexotel/plugins/otlp/codec',
    ]) {
      await assert.rejects(import(path), { code: /^ERR_(PACKAGE_PATH_NOT_EXPORTED|MODULE_NOT_FOUND)$/ });
    }
  });

  it('is one: a class that comes by two doors is the same', async () => {
    const [whole, bare]: { CodexotelError?: unknown }[] = await Promise.all(
      ['codexotel', 'codexotel/core'].map((door) => import(door)),
    );
    assert.ok(whole?.CodexotelError !== undefined && whole.CodexotelError === bare?.CodexotelError);
  });
});
