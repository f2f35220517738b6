/** The plugin on a bus: records bear the name of the client that was known when the first of them left. */
import { deepEqual, doesNotMatch, equal } from 'node:assert/strict';
import { checkPlugin, testBus } from '../../../core/testing/index.js';
import { originator, setDefaultOriginator } from '../../../plugins/originator/index.js';

describe('originator: on a bus', () => {
  it('names the client on records that were emitted before the client was known', async () => {
    const { bus, sink } = testBus({ plugins: [originator] });
    bus.emit('codex.tool_result', { tool_name: 'shell' });
    await bus.ready;
    setDefaultOriginator(bus, 'Codex Desktop');
    bus.emit('codex.tool_result', { tool_name: 'shell' });
    await bus.close();
    deepEqual(
      [0, 1].map((at) => sink.attributes(at).originator),
      ['Codex_Desktop', 'Codex_Desktop'],
    );
  });

  it('lets what a session says win', async () => {
    const { bus, sink } = testBus({ plugins: [originator] });
    bus.session({ 'conversation.id': 'c-1', originator: 'replayed' }).emit('codex.tool_result', { tool_name: 'shell' });
    await bus.close();
    equal(sink.attributes(0).originator, 'replayed');
  });

  it('reads the override from the environment of the bus', async () => {
    const { bus, sink } = testBus({ plugins: [originator], env: { CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'codex_exec' } });
    bus.emit('codex.tool_result', { tool_name: 'shell' });
    await bus.close();
    equal(sink.attributes(0).originator, 'codex_exec');
  });

  it('keeps the contract of plugins', async () => {
    deepEqual(await checkPlugin(originator), []);
  });

  it('refuses a default that cannot stand in a header, without repeating it', async () => {
    const { bus } = testBus({ plugins: [originator], config: { plugins: { originator: { default: 'evil\nvalue' } } } });
    const { mistakes } = await bus.ready;
    deepEqual(
      mistakes.map(({ path }) => path),
      ['plugins.originator.default'],
    );
    doesNotMatch(JSON.stringify(mistakes), /evil/);
    await bus.close();
  });
});
