/** A host program for tests of leaving: runs one scenario, named by its argument, and prints what arrived. */
import { definePlugin, type Outcome, type PluginSteps } from '../core/plugin.js';
import { type StartOptions, startWith } from '../core/start.js';

const say = (line: string) => process.stdout.write(`${line}\n`);

function busWith(
  answer: (records: number) => Outcome | Promise<Outcome>,
  steps: PluginSteps = {},
  config: StartOptions['config'] = {},
) {
  const attempt: NonNullable<PluginSteps['sinks']>[string]['attempt'] = (batch) => {
    say(`attempt ${batch.length}`);
    return answer(batch.length);
  };
  const sink = { classes: ['fact'], unit: 'record', attempt } as const;
  const plugins = [
    definePlugin({ name: 'mine', setup: () => steps }),
    definePlugin({ name: 'out', setup: () => ({ sinks: { records: sink } }) }),
  ];
  return startWith([], { env: {}, config, plugins });
}

const acked = (): Outcome => ({ kind: 'acked' });
const hang = () => new Promise<Outcome>(() => undefined);
const fails = async () => {
  throw new Error('later');
};

const scenarios: Readonly<Record<string, () => unknown>> = {
  'just ends': () => {
    const bus = busWith(acked);
    for (let at = 0; at < 3; at++) bus.emit('codex.turn_ttft', {});
  },
  closes: async () => {
    const bus = busWith(acked);
    bus.emit('codex.turn_ttft', {});
    await bus.close();
    say('closed');
  },
  'closes against a hanging sink': async () => {
    const bus = busWith(hang);
    bus.emit('codex.turn_ttft', {});
    const { sinks } = await bus.close(100);
    say(`dropped ${sinks['out.records']?.dropped.close_deadline}`);
  },
  'just ends with a hanging sink': () => {
    const bus = busWith(hang, {}, { deadlines: { flush_ms: 200 } });
    bus.emit('codex.turn_ttft', {});
  },
  'just ends with a sink that says to wait': () => {
    const bus = busWith(() => ({ kind: 'retry', reason: 'http_503', afterMs: 60_000 }));
    bus.emit('codex.turn_ttft', {});
  },
  'never emits': () => void busWith(acked),
  'starts a hundred buses': () => {
    for (let at = 0; at < 100; at++) busWith(acked).emit('codex.turn_ttft', {});
  },
  'has plugins that answer by promises which are rejected': async () => {
    const bus = busWith(acked, {
      enrich: fails as never,
      route: fails as never,
      lateFacts: fails as never,
      resource: fails as never,
    });
    const bad = startWith([], { env: {}, config: {}, plugins: [definePlugin({ name: 'bad', setup: fails as never })] });
    bus.on('codex.turn_ttft', fails);
    bus.on('fault', fails);
    bus.emit('codex.turn_ttft', {});
    await bad.ready;
    await Promise.all([bus.close(), bad.close()]);
    say('closed');
  },
  'uses every hook': async () => {
    const bus = busWith(acked, { enrich: () => undefined, redact: () => undefined, route: () => ['out.records'] });
    bus.hooks.enrich.for('codex.turn_ttft').tap('host', () => undefined);
    bus.on('*', (name) => say(name));
    bus.emit('codex.turn_ttft', {});
    await bus.close();
  },
};

await scenarios[process.argv[2] ?? '']?.();
