/** `bus.reload()`: a new configuration takes effect without losing a record; a mistake keeps the old one. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withChanges } from '../core/events.js';
import { definePlugin, type Outcome, type Plugin } from '../core/plugin.js';
import { startWith } from '../core/start.js';
import { useFolders } from './config/folders.js';

/** A way out whose answers a test chooses. */
interface Destination {
  /** Prompts that arrived. */
  readonly seen: string[];
  /** How often a sink was closed. */
  closed: number;
  /** The options of each set-up. */
  readonly setUps: unknown[];
  answer: () => Outcome | Promise<Outcome>;
  readonly plugin: Plugin;
}

function destination(name: string): Destination {
  const seen: string[] = [];
  const kit: Destination = {
    seen,
    closed: 0,
    setUps: [],
    answer: () => ({ kind: 'acked' }),
    plugin: definePlugin<unknown>({
      name,
      options: { '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value }) } },
      setup: ({ options }) => {
        kit.setUps.push(options);
        return {
          sinks: {
            records: {
              classes: ['fact', 'content'],
              unit: 'record',
              attempt: async (batch) => {
                const outcome = await kit.answer();
                if (outcome.kind === 'acked') seen.push(...batch.map(({ fields }) => String(fields.prompt)));
                return outcome;
              },
              close: () => void kit.closed++,
            },
          },
        };
      },
    }),
  };
  return kit;
}

describe('reload', () => {
  const makeFolder = useFolders();

  /** A bus whose rc file is written anew by `say`. */
  async function startBus(said: object, plugins: readonly Plugin[], more: object = {}) {
    const file = join(makeFolder({ 'rc.json': '' }), 'rc.json');
    const write = (next: object | string) =>
      writeFileSync(file, typeof next === 'string' ? next : JSON.stringify(next));
    write(said);
    const warnings: string[] = [];
    const bus = startWith([], { configFile: file, env: {}, plugins, workingDirectory: '', programFile: '', ...more });
    bus.on('fault', ({ source, message }) => warnings.push(`${source}: ${message}`));
    await bus.ready;
    const say = (next: object | string) => {
      write(next);
      return bus.reload();
    };
    return { bus, say, warnings };
  }

  const open = { otel: { log_user_prompt: true } };

  it('gives plugins their new options, and keeps the books', async () => {
    const way = destination('way');
    const { bus, say } = await startBus({ ...open, plugins: { way: { n: 1 } } }, [way.plugin]);
    bus.emit('codex.user_prompt', { prompt: 'one' });
    await bus.flush();
    const { isApplied, sinks } = await say({ ...open, plugins: { way: { n: 2 } } });
    bus.emit('codex.user_prompt', { prompt: 'two' });
    const receipt = await bus.close();
    assert.deepEqual([isApplied, sinks, way.setUps], [true, ['way.records'], [{ n: 1 }, { n: 2 }]]);
    assert.deepEqual([way.seen, way.closed, receipt.sinks['way.records']?.delivered], [['one', 'two'], 2, 2]);
  });

  it('sends what waited to the new destination, in order', async () => {
    const way = destination('way');
    const { bus, say } = await startBus({ ...open, plugins: { way: { n: 1 } } }, [way.plugin]);
    way.answer = () => ({ kind: 'retry', reason: 'http_503', afterMs: 60_000 });
    for (const prompt of ['one', 'two', 'three']) bus.emit('codex.user_prompt', { prompt });
    await bus.flush(20);
    way.answer = () => ({ kind: 'acked' });
    await say({ ...open, plugins: { way: { n: 2 } } });
    bus.emit('codex.user_prompt', { prompt: 'four' });
    const receipt = await bus.close();
    assert.deepEqual(way.seen, ['one', 'two', 'three', 'four']);
    assert.deepEqual(receipt.sinks['way.records']?.dropped, {});
  });

  it('lets an attempt end at the old sink, and closes that only then', async () => {
    const way = destination('way');
    let answer: (outcome: Outcome) => void = () => undefined;
    const { bus, say } = await startBus({ ...open, plugins: { way: { n: 1 } } }, [way.plugin]);
    way.answer = () => new Promise((resolve) => (answer = resolve));
    bus.emit('codex.user_prompt', { prompt: 'one' });
    const flushed = bus.flush();
    await say({ ...open, plugins: { way: { n: 2 } } });
    assert.equal(way.closed, 0, 'an attempt is under way');
    answer({ kind: 'acked' });
    await flushed;
    assert.deepEqual([way.seen, way.closed], [['one'], 1]);
    await bus.close();
    assert.equal(way.closed, 2);
  });

  const mistakes: ReadonlyArray<[what: string, said: object | string, path: string]> = [
    ['a file that cannot be read', '{', ''],
    ['an unknown key', { ...open, exporter: 'none' }, 'exporter'],
    ['options that a plugin refuses', { ...open, plugins: { picky: { bad: true } } }, 'plugins.picky'],
    ['a plugin that nobody offers', { ...open, plugins: { nobody: true } }, 'plugins.nobody'],
  ];
  for (const [what, said, path] of mistakes) {
    it(`keeps everything as it was for ${what}, and tells it`, async () => {
      const way = destination('way');
      const picky = definePlugin<unknown>({
        name: 'picky',
        options: {
          '~standard': {
            version: 1,
            vendor: 'test',
            validate: (value) => (JSON.stringify(value) === '{}' ? { value } : { issues: [{ message: 'no' }] }),
          },
        },
        setup: () => ({}),
      });
      const { bus, say, warnings } = await startBus({ ...open, plugins: { way: { n: 1 } } }, [way.plugin, picky]);
      const settings = bus.describe().settings;
      const reloaded = await say(said);
      bus.emit('codex.user_prompt', { prompt: 'one' });
      assert.deepEqual([reloaded.isApplied, reloaded.mistakes.map((mistake) => mistake.path)], [false, [path]]);
      assert.deepEqual(bus.describe().settings, settings);
      assert.equal(warnings.length, 1);
      await bus.close();
      assert.deepEqual([way.seen, way.setUps[0], way.closed], [['one'], { n: 1 }, way.setUps.length]);
    });
  }

  it('keeps everything as it was when a plugin cannot open its way out again', async () => {
    const way = destination('way');
    let isBroken = false;
    const fragile = definePlugin({
      name: 'way',
      setup: (context) => {
        if (isBroken) throw new Error('no certificate');
        return way.plugin.setup({ ...context, options: {} });
      },
    });
    const { bus, say } = await startBus(open, [fragile]);
    isBroken = true;
    const { isApplied, sinks } = await say({ otel: { log_user_prompt: true, environment: 'new' } });
    bus.emit('codex.user_prompt', { prompt: 'one' });
    await bus.close();
    assert.deepEqual([isApplied, sinks, way.seen], [false, ['way.records'], ['one']]);
  });

  it('obeys off at once, even beside a mistake, and can be switched on again', async () => {
    const way = destination('way');
    const { bus, say } = await startBus(open, [way.plugin]);
    way.answer = () => ({ kind: 'retry', reason: 'http_503', afterMs: 60_000 });
    bus.emit('codex.user_prompt', { prompt: 'one' });
    await bus.flush(20);
    const off = await say({ enabled: false, nonsense: true });
    assert.deepEqual([off.isApplied, off.sinks, off.mistakes.length], [true, [], 1]);
    bus.emit('codex.user_prompt', { prompt: 'two' });
    way.answer = () => ({ kind: 'acked' });
    await say(open);
    bus.emit('codex.user_prompt', { prompt: 'three' });
    const { sinks, emitted } = await bus.close();
    assert.deepEqual([way.seen, emitted], [['three'], 3]);
    assert.deepEqual(sinks['way.records'], {
      unit: 'record',
      accepted: 2,
      delivered: 1,
      pending: 0,
      rejected: 0,
      dropped: { switched_off: 1 },
    });
  });

  it('delivers what waits for a way out that is gone, and then closes it', async () => {
    const [one, two] = [destination('one'), destination('two')];
    const { bus, say } = await startBus(open, [one.plugin, two.plugin]);
    bus.emit('codex.user_prompt', { prompt: 'first' });
    const { sinks } = await say({ ...open, plugins: { one: false } });
    bus.emit('codex.user_prompt', { prompt: 'second' });
    const receipt = await bus.close();
    assert.deepEqual([sinks, one.seen, one.closed], [['two.records'], ['first'], 1]);
    assert.deepEqual([two.seen, receipt.sinks['one.records']?.delivered], [['first', 'second'], 1]);
  });

  it('masks what waits when its switch is off now', async () => {
    const way = destination('way');
    const { bus, say } = await startBus(open, [way.plugin]);
    way.answer = () => ({ kind: 'retry', reason: 'http_503', afterMs: 60_000 });
    bus.emit('codex.user_prompt', { prompt: 'was tried' });
    await bus.flush(20);
    bus.emit('codex.user_prompt', { prompt: 'was queued' });
    way.answer = () => ({ kind: 'acked' });
    await say({ otel: { log_user_prompt: false } });
    await bus.close();
    assert.deepEqual(way.seen, ['[REDACTED]', '[REDACTED]']);
  });

  it('lets a plugin without a way out go on when nothing changed for it, with what it keeps in mind', async () => {
    let setUps = 0;
    const memory = definePlugin({
      name: 'memory-of-events',
      setup: () => {
        setUps++;
        let seen = 0;
        return { enrich: () => void seen++, facts: () => ({ seen }) };
      },
    });
    const { bus, say } = await startBus(open, [memory]);
    const session = bus.session({ 'conversation.id': 'c' });
    session.userPrompt({ text: 'one' });
    await say({ otel: { environment: 'new' } });
    session.userPrompt({ text: 'two' });
    assert.deepEqual([setUps, bus.facts().seen], [1, 2]);
    await bus.close();
  });

  it('replaces the taps of plugins and leaves those of the host', async () => {
    const enricher = (name: string) => definePlugin({ name, setup: () => ({ enrich: () => undefined }) });
    const { bus, say } = await startBus({}, [enricher('one'), enricher('two')]);
    bus.hooks.enrich.for('codex.turn_ttft').tap('host', () => undefined);
    const tapsOf = () => bus.describe().hooks.enrich['codex.turn_ttft'];
    assert.deepEqual(tapsOf(), ['one', 'two', 'host']);
    await say({ plugins: { two: true, one: false } });
    assert.deepEqual(tapsOf(), ['two', 'host']);
    await say({ plugins: { two: true, one: true } });
    assert.deepEqual(tapsOf(), ['two', 'one', 'host']);
    await bus.close();
  });

  it('keeps redacting when who redacts cannot be set up again', async () => {
    const way = destination('way');
    let isBroken = false;
    const scrubber = definePlugin({
      name: 'scrubber',
      setup: () => {
        if (isBroken) throw new Error('x');
        return { redact: (event) => withChanges(event, { fields: { ...event.fields, prompt: 'SCRUBBED' } }) };
      },
    });
    const { bus, say } = await startBus(open, [scrubber, way.plugin], { env: { A: '1' } });
    isBroken = true;
    const { isApplied, mistakes } = await say({ ...open, plugins: { scrubber: true, way: { n: 1 } }, quiet: true });
    // Nothing changed for it, so it goes on; with other options it has to be set up anew.
    assert.deepEqual([isApplied, mistakes], [true, []]);
    const second = await say({ ...open, plugins: { scrubber: { a: 1 } } });
    assert.deepEqual([second.isApplied, second.mistakes.map(({ path }) => path)], [false, ['plugins.scrubber']]);
    bus.emit('codex.user_prompt', { prompt: 'private words' });
    await bus.close();
    assert.deepEqual(way.seen, ['SCRUBBED']);
  });

  it('lets what waited leave only as the new redaction and the new routes allow', async () => {
    const way = destination('way');
    const scrubber = definePlugin({
      name: 'scrubber',
      setup: () => ({ redact: (event) => withChanges(event, { fields: { ...event.fields, prompt: 'SCRUBBED' } }) }),
    });
    const { bus, say } = await startBus({ ...open, plugins: { scrubber: false } }, [way.plugin, scrubber]);
    way.answer = () => ({ kind: 'retry', reason: 'http_503', afterMs: 60_000 });
    bus.emit('codex.user_prompt', { prompt: 'private words' });
    await bus.flush(20);
    bus.emit('codex.user_prompt', { prompt: 'more of them' });
    bus.emit('codex.turn_ttft', {});
    way.answer = () => ({ kind: 'acked' });
    await say({ ...open, plugins: { scrubber: true }, routes: [{ match: 'codex.turn_ttft', to: [] }] });
    const { sinks } = await bus.close();
    assert.deepEqual(way.seen, ['SCRUBBED', 'SCRUBBED']);
    assert.deepEqual(sinks['way.records']?.dropped, { switched_off: 1 });
  });

  it('delivers what waited when no way out is left, in the next flush or close', async () => {
    for (const end of ['flush', 'close'] as const) {
      const way = destination('way');
      const builtIn = { name: 'way', load: async () => way.plugin, isOn: (_: unknown, on: unknown) => on === true };
      const file = join(makeFolder({ 'rc.json': JSON.stringify({ ...open, plugins: { way: true } }) }), 'rc.json');
      const bus = startWith([builtIn], { configFile: file, env: {}, workingDirectory: '', programFile: '' });
      await bus.ready;
      let isDown = true;
      way.answer = () => (isDown ? { kind: 'retry', reason: 'http_503', afterMs: 30 } : { kind: 'acked' });
      bus.emit('codex.user_prompt', { prompt: 'one' });
      await bus.flush(10);
      isDown = false;
      writeFileSync(file, '{}');
      await bus.reload();
      const { sinks } = await bus[end](1_000);
      assert.deepEqual([way.seen, sinks['way.records']?.pending], [['one'], 0]);
      await bus.close();
    }
  });

  it('works while a listener wakes the bus, and leaves each tap once', async () => {
    const enricher = definePlugin({ name: 'enricher', setup: () => ({ enrich: () => undefined }) });
    const builtIn = { name: 'enricher', load: async () => enricher, isOn: () => true, isPassive: true };
    const bus = startWith([builtIn], { config: {}, env: {}, workingDirectory: '', programFile: '' });
    await bus.ready;
    assert.equal(bus.describe().state, 'asleep');
    bus.on('codex.turn_ttft', () => undefined);
    await Promise.all([bus.reload(), bus.reload()]);
    assert.deepEqual(bus.describe().hooks.enrich['codex.turn_ttft'], ['enricher']);
    await bus.close();
  });

  it('counts a relative path from where the bus was started', async () => {
    const [first, second] = [
      makeFolder({ rc: 'otel: { environment: first }' }),
      makeFolder({ rc: 'otel: { environment: second }' }),
    ];
    const before = process.cwd();
    try {
      process.chdir(first);
      const bus = startWith([], { env: { CODEXOTEL_CONFIG: 'rc' }, programFile: '', workingDirectory: '' });
      await bus.ready;
      process.chdir(second);
      await bus.reload();
      assert.equal(bus.describe().settings.find(({ path }) => path === 'otel.environment')?.value, 'first');
      await bus.close();
    } finally {
      process.chdir(before);
    }
  });

  it('keeps the old configuration when the system cannot read another, and never rejects', async () => {
    const way = destination('way');
    let isBroken = false;
    const env = new Proxy<Record<string, string>>(
      {},
      {
        ownKeys: () => {
          if (isBroken) throw new Error('EMFILE');
          return [];
        },
      },
    );
    const { bus } = await startBus(open, [way.plugin], { env });
    isBroken = true;
    const { isApplied, mistakes } = await bus.reload();
    bus.emit('codex.user_prompt', { prompt: 'one' });
    await bus.close();
    assert.deepEqual([isApplied, mistakes.length, way.seen], [false, 1, ['one']]);
  });

  it('gives somebody who was quarantined another chance', async () => {
    let isBad = true;
    const bad = definePlugin({
      name: 'bad',
      setup: () => ({
        redact: () => {
          if (isBad) throw new Error('x');
        },
      }),
    });
    const way = destination('way');
    const { bus, say } = await startBus(open, [bad, way.plugin]);
    for (let n = 0; n < 12; n++) bus.emit('codex.user_prompt', { prompt: 'lost' });
    isBad = false;
    await say(open);
    bus.emit('codex.user_prompt', { prompt: 'one' });
    await bus.close();
    assert.deepEqual(way.seen, ['one']);
  });

  it('loses nothing and keeps the order while events pour in', async () => {
    const way = destination('way');
    const { bus, say } = await startBus({ ...open, plugins: { way: { n: 0 } } }, [way.plugin]);
    const wanted: string[] = [];
    for (let n = 1; n <= 20; n++) {
      const reloaded = say({ ...open, plugins: { way: { n } } });
      for (let turn = 0; turn < 5; turn++) {
        for (let event = 0; event < 100; event++) {
          const prompt = `${n}.${turn}.${event}`;
          wanted.push(prompt);
          bus.emit('codex.user_prompt', { prompt });
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      await reloaded;
    }
    const { sinks } = await bus.close();
    assert.deepEqual(way.seen, wanted);
    assert.deepEqual([sinks['way.records']?.accepted, sinks['way.records']?.delivered], [10_000, 10_000]);
    assert.equal(way.closed, 21);
  });

  it('wakes a bus that slept, and lets one sleep that has nothing to do', async () => {
    const way = destination('way');
    const builtIn = {
      name: 'way',
      load: async () => way.plugin,
      isOn: (_: unknown, setting: unknown) => setting === true,
    };
    const file = join(makeFolder({ 'rc.json': '{}' }), 'rc.json');
    const bus = startWith([builtIn], { configFile: file, env: {}, workingDirectory: '', programFile: '' });
    await bus.ready;
    assert.deepEqual([bus.describe().state, bus.describe().isIdle], ['asleep', true]);
    writeFileSync(file, JSON.stringify({ ...open, plugins: { way: true } }));
    await bus.reload();
    bus.emit('codex.user_prompt', { prompt: 'one' });
    writeFileSync(file, '{}');
    await bus.reload();
    assert.deepEqual([bus.describe().state, bus.describe().isIdle], ['asleep', true]);
    await bus.close();
    assert.deepEqual(way.seen, ['one']);
  });

  it('rejects in strict mode, and goes on as before', async () => {
    const way = destination('way');
    const { bus, say } = await startBus(open, [way.plugin], { strict: true });
    await assert.rejects(say('nonsense: true'), { code: 'ERR_CONFIG' });
    bus.emit('codex.user_prompt', { prompt: 'one' });
    await bus.close();
    assert.deepEqual(way.seen, ['one']);
  });

  it('reads the environment of the process again', async () => {
    const bus = startWith([], { workingDirectory: '', programFile: '', config: { otel: {} } });
    await bus.ready;
    try {
      process.env.CODEXOTEL_LOG_USER_PROMPT = 'true';
      await bus.reload();
      assert.equal(bus.describe().switches.log_user_prompt, true);
    } finally {
      delete process.env.CODEXOTEL_LOG_USER_PROMPT;
      await bus.close();
    }
  });

  it('does nothing to a bus that is closed or closing', async () => {
    const way = destination('way');
    const { bus, say } = await startBus(open, [way.plugin]);
    const [reloaded] = await Promise.all([say({ ...open, plugins: { way: { n: 1 } } }), bus.close()]);
    const later = await bus.reload();
    assert.deepEqual([reloaded.isApplied, later.isApplied, way.closed], [false, false, way.setUps.length]);
  });
});
