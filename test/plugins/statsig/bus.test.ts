/** The plugin on a real bus: what sessions do is counted at the destination, and in the receipt. */
import assert from 'node:assert/strict';
import { startWith } from '../../../core/index.js';
import { statsig } from '../../../plugins/statsig/index.js';
import { startDestination } from './destination.js';

it('statsig counts the tool calls and requests of a session, to the record', async () => {
  const destination = await startDestination();
  const bus = startWith([], {
    plugins: [statsig],
    config: { plugins: { statsig: { key: 'server-secret-of-the-test', endpoint: destination.url } } },
    env: {},
  });
  const session = bus.session({ 'conversation.id': 'c-1', model: 'gpt-5.5', 'user.email': 'ada@example.org' });
  session.emit('codex.tool_result', { tool_name: 'shell', success: true, arguments: 'secret arguments' });
  session.emit('codex.tool_result', { tool_name: 'shell', success: true, output: 'secret output' });
  session.emit('codex.api_request', { 'http.response.status_code': 200, 'error.message': 'secret text' });
  session.emit('codex.turn_ttft', { duration_ms: 5 });
  await bus.ready;
  const receipt = await bus.close(5_000);
  await destination.close();

  const { accepted, delivered, pending, rejected } = receipt.sinks['statsig.metrics'] ?? {};
  assert.deepEqual({ accepted, delivered, pending, rejected }, { accepted: 3, delivered: 3, pending: 0, rejected: 0 });
  assert.equal(destination.arrivals.length, 1);
  const body = destination.arrivals[0]?.body ?? '';
  assert.deepEqual(
    [...body.matchAll(/"asInt":(\d+)/g)].map(([, count]) => count),
    ['2', '1'],
  );
  assert.match(body, /"key":"success","value":\{"stringValue":"false"\}/);
  assert.doesNotMatch(body, /ada@|secret/);
});
