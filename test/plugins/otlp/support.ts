/** What the tests of the plugin share: events, a context, and sinks that close with the test. */
import assert from 'node:assert/strict';
import {
  codexEvents,
  type Deadline,
  deadlineIn,
  type Fields,
  type FieldValue,
  type Outcome,
  type PluginContext,
  type Sink,
  type TelemetryEvent,
} from '../../../core/index.js';
import type { SchemaResult } from '../../../core/plugin.js';
import { type OtlpOptions, otlp } from '../../../plugins/otlp/index.js';

/** Milliseconds of the event's time; the observed time is 5 ms later. */
export const eventTime = 1_795_176_040_092;

export const resource = { 'service.name': 'acme', 'service.version': '2.1.0', env: 'test' };

/** A tool result with odd values among what its declaration does not know. */
export function toolResult(fields: Fields = {}, undeclared?: Fields): TelemetryEvent {
  return {
    name: 'codex.tool_result',
    declaration: codexEvents['codex.tool_result'],
    time: eventTime,
    observedTime: eventTime + 5,
    stream: '0123456789abcdef',
    sequence: 1,
    session: Object.freeze({ 'conversation.id': 'c-1', originator: 'acme', model: 'm' }),
    fields: { tool_name: 'shell', call_id: 'call-1', duration_ms: 812, success: true, ...fields },
    undeclared,
    trace: undefined,
    bytes: 500,
  };
}

/** Events that can be told apart by their call id. */
export const someEvents = (count: number): TelemetryEvent[] =>
  Array.from({ length: count }, (_, index) => toolResult({ call_id: `call-${index + 1}` }));

/** What a set-up reported, and the context that takes it down. */
export function contextOf(options: OtlpOptions, fields: Readonly<Record<string, FieldValue>> = resource) {
  const reports: { message: string; cause: unknown }[] = [];
  const mistakes: string[] = [];
  let resourceCalls = 0;
  const context: PluginContext<OtlpOptions> = {
    options,
    env: {},
    now: () => eventTime,
    report: (message, cause) => reports.push({ message, cause }),
    mistake: (expectation, cure, setting) => mistakes.push(`${setting} ${expectation}; ${cure}`),
    bus: {},
    alter: () => undefined,
    cleanAttributes: (attributes) => attributes,
    cleanText: (text) => text,
    resource: () => {
      resourceCalls++;
      return fields;
    },
  };
  return { context, reports, mistakes, resourceCalls: () => resourceCalls };
}

/** What the plugin's schema says of options. */
export function validate(input: unknown): SchemaResult<OtlpOptions> {
  const result = otlp.options?.['~standard'].validate(input);
  assert.ok(result && !(result instanceof Promise));
  return result;
}

/** Options as a configuration writes them, checked and completed; fails the test when they are refused. */
export function complete(input: unknown): OtlpOptions {
  const result = validate(input);
  if (result.issues) assert.fail(`refused at ${pathsOf(result.issues).join(', ')}`);
  return result.value;
}

/** Dotted paths of issues. */
export function pathsOf(issues: readonly { readonly path?: unknown }[]): string[] {
  return issues.map(({ path }) =>
    Array.isArray(path) ? path.map((item: { key: unknown }) => String(item.key)).join('.') : '',
  );
}

const opened: Sink[] = [];

/** Sets the plugin up with an exporter for logs and gives its sink. */
export function openSink(exporter: unknown): Sink {
  const { context, reports } = contextOf(complete({ logs: exporter }));
  const sink = otlp.setup(context).sinks?.logs;
  assert.deepEqual(reports, []);
  assert.ok(sink);
  opened.push(sink);
  return sink;
}

/** Closes every sink that the test opened. */
export async function closeSinks(): Promise<void> {
  await Promise.all(opened.splice(0).map((sink) => sink.close?.()));
}

/** One attempt with a deadline of its own. */
export async function attempt(sink: Sink, batch: readonly TelemetryEvent[], withinMs = 5_000): Promise<Outcome> {
  const deadline: Deadline = deadlineIn(withinMs);
  try {
    return await sink.attempt(batch, deadline);
  } finally {
    deadline.dispose();
  }
}
