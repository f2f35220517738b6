/**
 * A host that leaks wherever it can: every text of every event, names, nested values, facts, resources, errors. What it says
 * on stdout is what such a host shows to people: the receipt, faults, the description, messages of errors.
 */
import * as Sentry from '@sentry/node';
import { type Config, codexEvents, definePlugin, type ExporterConfig, type SessionTelemetry, start } from 'codexotel';
import { sentryIntegration } from 'codexotel/plugins/sentry-feedback';
import { markOf, secretOf, secretWordOf } from './markers.js';

/** What the test asks for. */
export interface Errand {
  /** `secrets`: all switches on, and secrets in all places; `words`: all off, and plain words in all places of content. */
  readonly mode: 'secrets' | 'words';
  readonly events: number;
  readonly exporter: ExporterConfig;
  readonly traceExporter: ExporterConfig;
  readonly statsigUrl: string;
  readonly sentryDsn: string;
  /** Stands in a fact of every session, to show that the taps can read. */
  readonly control: string;
}

const errand: Errand = JSON.parse(process.argv[2] ?? '');
const isSecret = errand.mode === 'secrets';
let count = 0;
/** The next leak. */
const leak = (): string => (isSecret ? `${count % 3 === 0 ? 'see ' : ''}${secretOf(count++)}` : markOf(count++));
const leakWord = (): string => secretWordOf(count++);
/** A fact may hold anything, but only a secret must not travel. */
const leakFact = (): string => (isSecret ? leak() : 'plain');

const on = { log_user_prompt: isSecret, log_tool_content: isSecret, log_agent_responses: isSecret, log_guardian_assessments: isSecret, log_error_text: isSecret, log_user_email: isSecret }; // biome-ignore format: one line
const shown: string[] = [];
const show = (what: unknown): void => void shown.push(typeof what === 'string' ? what : JSON.stringify(what));

const bus = start({
  service: { name: isSecret ? leak() : 'acme', version: '1.0.0' },
  env: {
    STATSIG_SERVER_SDK_SECRET: 'no-secret',
    OTEL_RESOURCE_ATTRIBUTES: isSecret ? `team=${leakWord()},host.name=${leakWord()}` : 'team=a',
  },
  config: {
    otel: {
      ...on,
      exporter: errand.exporter,
      trace_exporter: errand.traceExporter,
      metrics_exporter: 'statsig',
      span_attributes: { note: leakFact(), api_token: isSecret ? markOf(count++) : 'plain' },
    },
    plugins: { statsig: { endpoint: errand.statsigUrl }, 'auth-401': true, 'sentry-feedback': true },
  },
  plugins: [
    definePlugin({
      name: 'clumsy',
      setup: () => ({
        enrich: ({ sequence }) => {
          if (sequence % 500 === 7) throw new Error(leak());
        },
        resource: () => ({ 'acme.note': leakFact(), 'acme.api_token': isSecret ? markOf(count++) : 'plain' }),
        facts: () => ({ note: leakFact() }),
        lateFacts: () => ({ 'terminal.type': leakFact() }),
      }),
    }),
  ],
});
bus.on('fault', ({ source, place, message }) => show(`${source} ${place} ${message}`));
await bus.ready;
Sentry.init({ dsn: errand.sentryDsn, defaultIntegrations: false, integrations: [sentryIntegration(bus)] });

/** Values of every type that can carry a text. */
function oddValues(): Record<string, unknown> {
  const failing = Object.defineProperty({}, 'x', { enumerable: true, get: () => { throw new Error(leak()); } }); // biome-ignore format: one line
  const own: Record<string, unknown> = {
    text: leak(), list: [leak(), [leak()]], deep: { deeper: { deepest: leak() } }, error: new Error(leak(), { cause: leak() }),
    map: new Map([[leak(), leak()]]), set: new Set([leak()]), pattern: new RegExp(leak().replace(/[.*+?^${}()[\]\\|]/g, '\\$&')), symbol: Symbol(leak()),
    bytes: Buffer.from(leak()), failing, long: `${leak()} `.repeat(900), cut: `${'x'.repeat(32_700)} ${leak()}`,
  }; // biome-ignore format: a table
  if (isSecret) own[leakWord()] = 1;
  return own;
}

/** Fields of an event: all texts of its declaration, and sometimes attributes that nobody declared. */
function fieldsOf(name: keyof typeof codexEvents, n: number): Record<string, unknown> {
  const fields: Record<string, unknown> = {};
  for (const [field, declaration] of Object.entries(codexEvents[name].fields)) {
    const {
      class: fieldClass,
      type,
      values,
    } = declaration as { class: string; type: string; values?: readonly string[] };
    if (type !== 'string') fields[field] = leak();
    else if (fieldClass === 'content' || values) fields[field] = leak();
    else if (fieldClass === 'fact' || isSecret) fields[field] = leakFact();
  }
  if (n % 16 === 0) Object.assign(fields, oddValues());
  return fields;
}

/** Names, attributes and failures of spans. */
async function leakIntoSpans(of: SessionTelemetry | undefined): Promise<void> {
  const fields = { 'turn.id': leakFact(), note: leak(), ...(isSecret && { [leakWord()]: leak() }) } as never;
  await of?.span({ name: leakFact(), fields }, (span) => span.set({ note: leak(), 'turn.id': leakFact() } as never));
  await of
    ?.span({ name: leakFact() }, () => { throw new Error(leak(), { cause: new AggregateError([new Error(leak())], leak()) }); })
    .catch(() => undefined); // biome-ignore format: a table
}

const names = Object.keys(codexEvents) as (keyof typeof codexEvents)[];
let session: SessionTelemetry | undefined;
for (let n = 0; n < errand.events; n++) {
  if (n % 200 === 0) {
    session?.end();
    session = bus.session({
      'conversation.id': `${errand.control}-${n}`, 'app.version': leakFact(), 'user.email': leak(), model: leakFact(), slug: leakFact(), originator: leakFact(),
      ...(isSecret && { 'user.account_id': leak(), [leakWord()]: leak() }),
    } as never); // biome-ignore format: a table
  }
  const name = names[n % names.length] ?? 'codex.tool_result';
  const fields = fieldsOf(name, n);
  session?.emit(name, fields as never, { trace: leak(), time: leak() } as never);
  for (const field of Object.keys(fields)) fields[field] = `changed: ${leak()}`;
  if (n % 50 === 0) await leakIntoSpans(session);
  if (n % 100 === 0) {
    bus.emit(`acme.${leak()}` as never, { text: leak() } as never);
    await bus.room();
  }
}

Sentry.captureMessage('a report');
Sentry.captureFeedback({ message: 'a feedback' });
await Sentry.close(5_000);
show(bus.facts());
show(await bus.close(60_000));
show(bus.describe());

/** Nothing of it is of the right form. */
const wrong: Config = JSON.parse(
  JSON.stringify({
    otel: {
      exporter: { 'otlp-http': { endpoint: leak(), headers: { [leak()]: leak() } } },
      [leakWord().slice(0, 1)]: leak(),
    },
    plugins: { redaction: { rules: [{ name: leak(), pattern: leak() }], [leakFact()]: 1 } },
  }),
);
const broken = start({ env: {}, strict: true, config: wrong });
await broken.ready.catch((error: Error) => show(error.message));
process.stdout.write(`${shown.join('\n')}\n`, () => process.exit());
