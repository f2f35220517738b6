/** `start`, as a host calls it: who the records say they come from. */
import assert from 'node:assert/strict';
import { memorySink } from '../core/testing/memory-sink.js';
import { type StartOptions, start } from '../index.js';
import { setDefaultOriginator } from '../plugins/originator/index.js';

/** The originator that a record bears, and what the host does before it leaves. */
async function originatorWith(
  options: StartOptions,
  beforeItLeaves: (bus: object) => void = () => undefined,
): Promise<unknown> {
  const sink = memorySink();
  const bus = start({ env: {}, config: { otel: {} }, plugins: [sink.plugin], ...options });
  bus.emit('codex.turn_ttft', { duration_ms: 1 });
  await bus.ready;
  beforeItLeaves(bus);
  await bus.close();
  return sink.attributes(0).originator;
}

describe('the originator of a record', () => {
  it('is Codex’s own where nobody says otherwise, else the name of the service', async () => {
    assert.equal(await originatorWith({}), 'codex_cli_rs');
    assert.equal(await originatorWith({ service: { name: 'acme build' } }), 'acme_build');
    assert.equal(await originatorWith({ service: { name: 'größe' } }), 'codex_cli_rs');
  });

  it('is what the host says at the start, or later, until the first record leaves', async () => {
    assert.equal(await originatorWith({ originator: 'acme', service: { name: 'other' } }), 'acme');
    assert.equal(await originatorWith({ originator: 'acme' }, (bus) => setDefaultOriginator(bus, 'client')), 'client');
  });

  it('is what the environment says, whatever the host says', async () => {
    const env = { CODEX_INTERNAL_ORIGINATOR_OVERRIDE: 'override' };
    assert.equal(
      await originatorWith({ originator: 'acme', env }, (bus) => setDefaultOriginator(bus, 'client')),
      'override',
    );
  });

  it('is refused at once when it cannot stand in a header', () => {
    assert.throws(() => start({ originator: 'a\nb' }), { code: 'ERR_INVALID_HEADER_VALUE' });
  });
});
