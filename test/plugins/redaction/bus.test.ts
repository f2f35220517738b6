/** The plugin on a bus: nothing that leaves or is shown holds a secret, and its options are checked. */
import { deepEqual, doesNotMatch, equal, match } from 'node:assert/strict';
import { checkPlugin, testBus } from '../../../core/testing/index.js';
import { redaction } from '../../../plugins/redaction/index.js';

const switches = { log_tool_content: true, log_user_prompt: true, log_error_text: true };

describe('redaction: on a bus', () => {
  it('cleans what sinks get and what listeners see', async () => {
    const { bus, sink } = testBus({ plugins: [redaction], switches });
    const seen: unknown[] = [];
    bus.on('codex.tool_result', (event) => seen.push(event));
    const session = bus.session({ 'conversation.id': 'c-1', slug: 'sk-0123456789abcdefghij' });
    session.emit('codex.tool_result', {
      tool_name: 'shell',
      arguments: '{"token":"abcdefgh"}',
      output: 'Bearer abcdefghijklmnop1234',
    });
    await bus.close();
    const record = sink.attributes(0);
    deepEqual(
      [record.arguments, record.output, record.slug],
      ['{"token":"[REDACTED:secret]"}', 'Bearer [REDACTED:bearer-token]', '[REDACTED:openai-key]'],
    );
    equal(seen.length, 1);
    doesNotMatch(JSON.stringify([record, seen]), /abcdefgh|sk-0/);
  });

  it('never opens a switch', async () => {
    const { bus, sink } = testBus({ plugins: [redaction] });
    bus.emit('codex.user_prompt', { prompt: 'plain words' });
    await bus.close();
    equal(sink.attributes(0).prompt, '[REDACTED]');
  });

  it('keeps the contract of plugins', async () => {
    deepEqual(await checkPlugin(redaction), []);
  });

  for (const options of [{ patterns: ['nonsense-word'] }, { patterns: 'default' }, { pattern: ['default'] }]) {
    it(`refuses the options ${Object.keys(options)}: ${typeof Object.values(options)[0]} without repeating them, and lets nothing out`, async () => {
      const { bus, sink } = testBus({ plugins: [redaction], config: { plugins: { redaction: options } } });
      const { mistakes } = await bus.ready;
      equal(mistakes.length, 1);
      match(mistakes[0]?.path ?? '', /^plugins\.redaction\.pattern/);
      doesNotMatch(JSON.stringify(mistakes), /nonsense/);
      bus.emit('codex.tool_result', { output: 'sk-0123456789abcdefghij' });
      await bus.close();
      equal(sink.records.length, 0);
    });
  }
});
