/** What a session does besides passing events on: it reads prompts, and times tools without changing what they do. */
import assert from 'node:assert/strict';
import { testBus } from '../core/testing/test-bus.js';

const full = { log_tool_content: true, log_user_prompt: true, log_user_email: true };

describe('userPrompt', () => {
  it('joins texts without a separator, and counts what else there is', async () => {
    const { bus, sink } = testBus({ switches: full });
    bus.session().userPrompt({
      items: [
        { type: 'text', text: 'fix ' },
        { type: 'image' },
        { type: 'text', text: 'the 😀' },
        { type: 'local_image' },
        { type: 'skill' },
      ],
    });
    await bus.close();
    const { prompt, prompt_length } = sink.attributes(0);
    const { text_input_count, image_input_count, local_image_input_count } = sink.records[0]?.fields ?? {};
    assert.deepEqual(
      [prompt, prompt_length, text_input_count, image_input_count, local_image_input_count],
      ['fix the 😀', '9', 2, 1, 1],
    );
  });

  it('refuses what is no prompt, and does not throw', async () => {
    const { bus, sink } = testBus();
    const hostile = [
      undefined,
      null,
      5,
      'text',
      { items: 5 },
      { items: [null] },
      new Proxy(
        {},
        {
          has: () => {
            throw new Error('x');
          },
        },
      ),
    ];
    for (const prompt of hostile) bus.session().userPrompt(prompt as never);
    const receipt = await bus.close();
    assert.deepEqual([receipt.refused, sink.records.length], [{ invalid_event: hostile.length }, 0]);
  });
});

describe('timeTool', () => {
  const call = { tool_name: 'shell', call_id: 'c1', arguments: { command: ['ls'] } };

  it('passes the result on, and reports it with its duration', async () => {
    const { bus, sink } = testBus({ switches: full });
    const result = await bus.session().timeTool(call, async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return 'a\nb';
    });
    await bus.close();
    const { arguments: args, output, success, duration_ms, mcp_server, mcp_server_origin } = sink.attributes(0);
    assert.deepEqual(
      [result, args, output, success, mcp_server, mcp_server_origin],
      ['a\nb', '{"command":["ls"]}', 'a\nb', 'true', '', ''],
    );
    assert.ok(Number(duration_ms) >= 18 && Number(duration_ms) < 300 && /^\d+$/.test(String(duration_ms)));
  });

  it('passes the error on as it is, and reports a failure', async () => {
    const { bus, sink } = testBus({ switches: full });
    const error = new Error('no such file');
    await assert.rejects(
      bus.session().timeTool(call, () => {
        throw error;
      }),
      (thrown) => thrown === error,
    );
    await bus.close();
    assert.deepEqual([sink.attributes(0).success, sink.attributes(0).output], ['false', 'no such file']);
  });

  it('makes text of whatever else is thrown', async () => {
    const { bus, sink } = testBus({ switches: full });
    await assert.rejects(bus.session().timeTool(call, () => Promise.reject({ code: 5 })));
    bus.session().sseEventFailed({ code: 5 }, {});
    await bus.close();
    assert.deepEqual([sink.attributes(0).output, sink.records.length], ['{"code":5}', 2]);
  });

  it('reports the lengths of a result that is no text', async () => {
    const { bus, sink } = testBus();
    await bus.session().timeTool(call, () => ({ files: ['a'] }));
    await bus.close();
    assert.deepEqual(
      [sink.attributes(0).output, sink.attributes(0).output_length, sink.attributes(0).arguments_length],
      ['[REDACTED]', 15, 18],
    );
  });

  it('does not let a hostile call, result or error get between the host and its tool', async () => {
    const { bus } = testBus();
    const hostile = Object.defineProperty({ tool_name: 'x' }, 'arguments', {
      enumerable: true,
      get: () => {
        throw new Error('getter');
      },
    });
    const session = bus.session();
    for (const odd of [undefined, null, 5, hostile])
      assert.equal(await session.timeTool(odd as never, () => 'result'), 'result');
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.equal(await session.timeTool(call, () => proxy).catch(() => 'thenable'), 'thenable');
    await assert.rejects(
      session.timeTool(call, () =>
        Promise.reject(
          Object.defineProperty(new Error(), 'message', {
            get: () => {
              throw new Error('getter');
            },
          }),
        ),
      ),
    );
    await bus.close();
  });

  it('works on a bus that is closed', async () => {
    const { bus } = testBus();
    const session = bus.session();
    await bus.close();
    assert.equal(await session.timeTool(call, () => 5), 5);
  });
});
