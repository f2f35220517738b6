/** Prompts, token counts and the time to the first token. */
import assert from 'node:assert/strict';
import { item, line, meta, prompt, read, START_MS, turnComplete, turnStarted, usage } from './sample-lines.js';

describe('single-line events of a rollout', () => {
  it('join the texts of a prompt without anything between, and count its inputs', async () => {
    const image = { type: 'image', image_url: 'data:,' };
    const local = { type: 'local_image', path: '/x.png' };
    const { events } = await read([prompt(5, 'one', image, 'two', local, { type: 'skill', name: 's' })]);
    assert.deepEqual(events[0]?.fields, {
      prompt: 'onetwo',
      text_input_count: 2,
      image_input_count: 1,
      local_image_input_count: 1,
    });
    assert.equal(events[0]?.timeMs, START_MS, 'the time of its start, not of its line');
  });

  it('take a prompt from the item alone, not from the messages that repeat it', async () => {
    const message = { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'hello' }] };
    const legacy = { type: 'user_message', message: 'hello' };
    const { events, notes } = await read([line(1, 'response_item', message), line(2, 'event_msg', legacy)]);
    assert.deepEqual([events, notes], [[], []]);
  });

  it('keep the time of the line for a prompt whose own start cannot be true', async () => {
    const part = { content: [{ type: 'text', text: 'a' }] };
    const { events } = await read([
      line(50, 'event_msg', { type: 'item_completed', item: { type: 'UserMessage', ...part }, started_at_ms: 1 }),
    ]);
    assert.equal(events[0]?.timeMs, START_MS + 50);
  });

  it('give all six counts of a response, as numbers', async () => {
    const { events } = await read([usage(5)]);
    assert.deepEqual(events[0], {
      kind: 'event',
      name: 'codex.sse_event',
      timeMs: START_MS + 5,
      conversationId: events[0]?.conversationId,
      fields: {
        'event.kind': 'response.completed',
        input_token_count: 10,
        output_token_count: 3,
        cached_token_count: 4,
        cache_write_token_count: 0,
        reasoning_token_count: 1,
        tool_token_count: 13,
      },
    });
  });

  it('leave out a count that is not there, and refuse one that is none', async () => {
    const some = await read([usage(5, { reasoning_output_tokens: null })]);
    assert.equal('reasoning_token_count' in (some.events[0]?.fields ?? {}), false);
    for (const wrong of ['12', -1, 1.5, 2 ** 53, {}, true]) {
      const { events, codes } = await read([usage(5, { cached_input_tokens: wrong })]);
      assert.deepEqual([events, codes], [[], ['damaged_line']]);
    }
    assert.deepEqual((await read([usage(5, { input_tokens: null })])).events, []);
  });

  it('tell the time to the first token once per turn, at the time when it came', async () => {
    const end = turnComplete(500, { duration_ms: 498, time_to_first_token_ms: 46 });
    const { events } = await read([meta(), turnStarted(1), end]);
    assert.deepEqual([events[1]?.fields, events[1]?.timeMs], [{ duration_ms: 46 }, START_MS + 48]);
    const bare = await read([meta(), turnStarted(1), turnComplete(500, { time_to_first_token_ms: 46 })]);
    assert.equal(bare.events[1]?.timeMs, START_MS + 47);
  });

  it('tell no time to the first token for a turn in which nothing came', async () => {
    const { events } = await read([turnStarted(1), turnComplete(9, { duration_ms: 8, error: { message: 'x' } })]);
    assert.deepEqual(events, []);
  });

  it('leave aside what is known and hold nothing, without a word', async () => {
    const { events, notes } = await read([
      line(1, 'world_state', { full: true }),
      line(2, 'event_msg', { type: 'token_count', info: null }),
      line(3, 'response_item', { type: 'reasoning', summary: [] }),
      line(4, 'response_item', { type: 'web_search_call', status: 'completed' }),
      item(5, 'AgentMessage', 'm'),
    ]);
    assert.deepEqual([events, notes], [[], []]);
  });

  it('say once per unknown type how many lines it had', async () => {
    const odd = (type: string) => line(1, 'event_msg', { type, secret: 'hunter2' });
    const { notes } = await read([odd('brand_new'), odd('brand_new'), line(2, 'newer', {}), item(3, 'Newest', 'n')]);
    assert.deepEqual(
      notes.map(({ code, message }) => [code, message]),
      [
        ['unknown_type', '2 lines of the unknown event_msg type "brand_new"'],
        ['unknown_type', '1 line of the unknown record type "newer"'],
        ['unknown_type', '1 line of the unknown item type "Newest"'],
      ],
    );
  });
});
