/** The decision table of a stream, the end of a response, and what a WebSocket brings. */
import assert from 'node:assert/strict';
import type { StreamReceived, WebsocketReceived } from '../../core/index.js';
import { testBus } from '../../core/testing/test-bus.js';

async function streamed(received: StreamReceived) {
  const { bus, sink } = testBus({ switches: { log_error_text: true } });
  bus.session().logSseEvent(received, 5.7);
  const { emitted } = await bus.close();
  if (emitted === 0) return undefined;
  const { 'event.kind': kind, duration_ms, 'error.message': error } = sink.attributes(0);
  return [kind, duration_ms, error];
}

const failed = '{"type":"response.failed","response":{"error":{"message":"no"}}}';
const decisions: ReadonlyArray<readonly [what: string, received: StreamReceived, kind: unknown, error: unknown]> = [
  ['an event', { event: 'response.created', data: '{}' }, 'response.created', undefined],
  ['the mark of the end', { event: 'message', data: ' [DONE]\n' }, 'message', undefined],
  ['a failure of the response', { event: 'response.failed', data: failed }, 'response.failed', failed],
  [
    'an item',
    { event: 'response.output_item.done', data: '{"item":{"type":"message"}}' },
    'response.output_item.done',
    undefined,
  ],
  [
    'an item of a type that nobody knows yet',
    { event: 'response.output_item.done', data: '{"item":{"type":"hologram"}}' },
    'response.output_item.done',
    undefined,
  ],
  [
    'an item that is none',
    { event: 'response.output_item.done', data: '{"item":5}' },
    'response.output_item.done',
    'failed to parse response.output_item.done',
  ],
  ['an error of the stream', { error: new Error('connection reset') }, undefined, 'connection reset'],
  ['nothing for too long', 'timeout', undefined, 'idle timeout waiting for SSE'],
];

describe('logSseEvent', () => {
  for (const [what, received, kind, error] of decisions) {
    it(`tells ${what} as ${error === undefined ? 'a success' : 'a failure'}`, async () => {
      assert.deepEqual(await streamed(received), [kind, '5', error]);
    });
  }

  it('tells data that is no JSON as a failure, in the words of the parser', async () => {
    const [kind, , error] = (await streamed({ event: 'response.created', data: '{hello' })) ?? [];
    assert.equal(kind, 'response.created');
    assert.match(String(error), /JSON/);
  });

  it('tells nothing of the end', async () => {
    assert.equal(await streamed('end'), undefined);
  });

  it('refuses what is no message, and does not throw', async () => {
    const { bus } = testBus();
    for (const odd of [undefined, null, 5, { event: 'x' }]) bus.session().logSseEvent(odd as never, 1);
    assert.deepEqual((await bus.close()).refused, { invalid_event: 4 });
  });
});

describe('the end of a response', () => {
  it('bears its counts, their total, and how the model was asked', async () => {
    const { bus, sink } = testBus();
    const session = bus.session().withInferenceRequest({ service_tier: 'priority', model_reasoning_effort: 'high' });
    session.sseEventCompleted({ input_token_count: 1_200, output_token_count: 50, cached_token_count: 1_024 });
    session.sseEventCompleted({ input_token_count: 1, output_token_count: 2, tool_token_count: 9 });
    await bus.close();
    const { 'event.kind': kind, input_token_count, tool_token_count, service_tier } = sink.attributes(0);
    assert.deepEqual(
      [kind, input_token_count, tool_token_count, service_tier, sink.attributes(0).model_reasoning_effort],
      ['response.completed', '1200', '1250', 'priority', 'high'],
    );
    assert.equal(sink.attributes(1).tool_token_count, '9');
  });

  it('that could not be read bears the error, and no duration', async () => {
    const { bus, sink } = testBus({ switches: { log_error_text: true } });
    bus.session().seeEventCompletedFailed(new Error('stream disconnected before completion: x'));
    bus.session().sseEventFailed('reset', { duration_ms: 5 });
    await bus.close();
    const told = [0, 1].map((at) => {
      const { 'event.kind': kind, duration_ms, 'error.message': error } = sink.attributes(at);
      return [kind, duration_ms, error];
    });
    assert.deepEqual(told, [
      ['response.completed', undefined, 'stream disconnected before completion: x'],
      [undefined, '5', 'reset'],
    ]);
  });
});

describe('recordWebsocketEvent', () => {
  const timing = {
    type: 'responsesapi.websocket_timing',
    timing_metrics: {
      engine_service_total_ms: 457.5,
      engine_iapi_ttft_total_ms: -1,
      engine_service_ttft_total_ms: 'soon',
      responses_duration_excl_engine_and_client_tool_time_ms: 124,
    },
  };
  const messages: ReadonlyArray<readonly [received: WebsocketReceived, fields: object | undefined]> = [
    [{ text: '{"type":"response.created"}' }, { 'event.kind': 'response.created', success: true }],
    [{ text: '{"type":"response.failed"}' }, { 'event.kind': 'response.failed', success: false }],
    [{ text: '{"type":5}' }, { 'event.kind': 'unknown', success: true }],
    [{ text: '[]' }, { 'event.kind': 'unknown', success: true }],
    [{ text: 'hello' }, { 'event.kind': 'parse_error', success: false }],
    [
      { text: JSON.stringify(timing) },
      {
        'event.kind': 'responsesapi.websocket_timing',
        success: true,
        engine_service_total_ms: 458,
        responses_duration_excl_engine_and_client_tool_time_ms: 124,
      },
    ],
    ['ping', undefined],
    ['pong', undefined],
    ['binary', { 'event.kind': 'unknown', success: false }],
    ['close', { 'event.kind': 'unknown', success: false }],
    ['timeout', { 'event.kind': 'unknown', success: false }],
  ];

  for (const [received, fields] of messages) {
    const what = typeof received === 'string' ? received : received.text.slice(0, 50);
    it(`tells listeners what ${what} is, and no lane`, async () => {
      const { bus, sink } = testBus();
      const heard: object[] = [];
      bus.on('codex.websocket_event', (event) => heard.push(event.fields));
      bus.session().recordWebsocketEvent(received, 7);
      await bus.close();
      assert.deepEqual(heard, fields === undefined ? [] : [{ ...fields, duration_ms: 7 }]);
      assert.equal(sink.records.length, 0);
    });
  }
});
