/** The plugin on a real bus: what sessions do is counted at the destination, and in the receipt. */
import assert from 'node:assert/strict';
import { startWith } from '../../../core/index.js';
import { statsig } from '../../../plugins/statsig/index.js';
import { startDestination } from './destination.js';

async function run(drop?: readonly string[]) {
  const destination = await startDestination();
  const bus = startWith([], {
    plugins: [statsig],
    config: {
      plugins: { statsig: { key: 'server-secret-of-the-test', endpoint: destination.url, ...(drop && { drop }) } },
    },
    env: {},
  });
  const session = bus.session({ 'conversation.id': 'c-1', model: 'gpt-5.5', 'user.email': 'ada@example.org' });
  session.emit('codex.tool_result', { tool_name: 'shell', success: true, arguments: 'secret arguments' });
  session.emit('codex.tool_result', { tool_name: 'shell', success: true, output: 'secret output' });
  session.emit('codex.api_request', { 'http.response.status_code': 200, 'error.message': 'secret text' });
  bus.metrics.counter('codex.turns', 3, { model: 'gpt-5.5' });
  await bus.ready;
  const receipt = await bus.close(5_000);
  await destination.close();
  return { sink: receipt.sinks['statsig.metrics'], bodies: destination.arrivals.map(({ body }) => body) };
}

describe('statsig on a bus', () => {
  it('statsig_disabled_metrics_are_not_exported: nine names are dropped, others are kept', async () => {
    const { sink, bodies } = await run();
    assert.deepEqual([sink?.unit, sink?.accepted, sink?.delivered], ['point', 1, 1]);
    const names = [...(bodies[0] ?? '').matchAll(/"name":"(codex\.[^"]+)"/g)].map(([, name]) => name);
    assert.deepEqual(names, ['codex.turns']);
  });

  it('counts what sessions do where the host drops nothing, and carries no text of an event', async () => {
    const { sink, bodies } = await run([]);
    assert.deepEqual([sink?.accepted, sink?.delivered], [3, 3]);
    assert.equal(bodies.length, 1);
    assert.deepEqual(
      [...(bodies[0] ?? '').matchAll(/"asInt":(\d+)/g)].map(([, count]) => count),
      ['2', '1', '3'],
    );
    assert.match(bodies[0] ?? '', /"key":"success","value":\{"stringValue":"false"\}/);
    assert.doesNotMatch(bodies[0] ?? '', /ada@|secret/);
  });
});
