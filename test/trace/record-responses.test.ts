/** What streams back from the model, on the span of its request. */
import assert from 'node:assert/strict';
import { recordResponses } from '../../core/index.js';
import { memorySink } from '../../core/testing/memory-sink.js';
import { testBus } from '../../core/testing/test-bus.js';

async function recorded(...events: readonly unknown[]) {
  const spans = memorySink({ name: 'spans', unit: 'span', lane: 'trace' });
  const { bus } = testBus({ plugins: [spans.plugin] });
  await bus.session({}).span({ name: 'model_request', kind: 'client' }, (span) => {
    for (const event of events) recordResponses(span, event);
  });
  await bus.close();
  const { 'otel.name': name, ...fields } = spans.records[0]?.fields ?? {};
  assert.equal(name, 'model_request');
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

describe('a response on a span', () => {
  it('that completes leaves its token counts', async () => {
    const usage = {
      input_tokens: 1200,
      input_tokens_details: { cached_tokens: 1024 },
      output_tokens: 50,
      output_tokens_details: { reasoning_tokens: 16 },
      total_tokens: 1250,
    };
    assert.deepEqual(await recorded({ type: 'response.completed', response: { usage } }), {
      'gen_ai.usage.input_tokens': 1200,
      'gen_ai.usage.cache_read.input_tokens': 1024,
      'gen_ai.usage.output_tokens': 50,
      'codex.usage.reasoning_output_tokens': 16,
      'codex.usage.total_tokens': 1250,
    });
  });

  it('that brings an item leaves where it came from, and the name of a function', async () => {
    const call = { type: 'function_call', name: 'shell', arguments: 'the secret' };
    const added = { type: 'response.output_item.added', item: { type: 'message', name: 'no' } };
    assert.deepEqual(await recorded(added), { from: 'output_item_added' });
    assert.deepEqual(await recorded(added, { type: 'response.output_item.done', item: call }), {
      from: 'output_item_done',
      tool_name: 'shell',
    });
  });

  it('of any other form leaves nothing', async () => {
    const throwing = new Proxy({}, { get: () => assert.fail() });
    const odd = [undefined, null, 7, 'x', throwing, { type: 'response.created' }, { type: 'response.completed' }];
    assert.deepEqual(await recorded(...odd, { type: 'response.output_item.done' }), { from: 'output_item_done' });
  });
});
