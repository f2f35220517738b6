/** Observers of a bus: they see what redaction left, and can hurt or change nothing. */
import assert from 'node:assert/strict';
import { testBus } from '../core/testing/test-bus.js';
import { checked } from './receipts.js';

describe('observers', () => {
  it('see an event after redaction, with derived fields and without identity', async () => {
    const { bus } = testBus({ switches: { log_user_prompt: true } });
    bus.hooks.redact
      .for('codex.user_prompt')
      .tap('scrub', (event) => ({ ...event, fields: { ...event.fields, prompt: 'clean' } }));
    const seen: unknown[] = [];
    bus.on('codex.user_prompt', ({ fields, session }) =>
      seen.push([fields.prompt, fields.prompt_length, session['user.account_id']]),
    );
    bus.session({ 'user.account_id': 'u1' }).userPrompt({ text: 'dirty words' });
    await bus.close();
    assert.deepEqual(seen, [['clean', 11, undefined]]);
  });

  it('see nothing of an event that redaction refused', async () => {
    const { bus, sink } = testBus();
    bus.hooks.redact.for('codex.turn_ttft').tap('scrub', () => {
      throw new Error('x');
    });
    bus.on('*', (name) => assert.notEqual(name, 'codex.turn_ttft'));
    bus.emit('codex.turn_ttft', {});
    const receipt = checked(await bus.close());
    assert.deepEqual(
      [receipt.refused, sink.records.length, receipt.sinks['memory.records']?.accepted],
      [{ redaction_failed: 1 }, 0, 0],
    );
  });

  it('cannot change what is exported', async () => {
    const { bus, sink } = testBus({ switches: { log_user_prompt: true } });
    bus.on('codex.user_prompt', (event) => {
      Object.assign(event.fields, { prompt: 'changed' });
      Object.assign(event.session, { model: 'changed' });
    });
    bus.session({ model: 'm' }).userPrompt({ text: 'original' });
    await bus.close();
    assert.deepEqual([sink.attributes(0).prompt, sink.attributes(0).model], ['original', 'm']);
  });

  it('hear the signals in the order of a life', async () => {
    const { bus } = testBus();
    const heard: string[] = [];
    bus.on('*', (name) => heard.push(name));
    bus.emit('codex.turn_ttft', {});
    await bus.flush();
    await bus.close();
    assert.deepEqual(heard, ['codex.turn_ttft', 'ready', 'attempted', 'delivered', 'flushed', 'closed']);
  });

  it('that throw do not reach the host, the pipeline or each other', async () => {
    const { bus, sink } = testBus();
    let calls = 0;
    bus.on('codex.turn_ttft', () => {
      throw new Error('x');
    });
    bus.on('codex.turn_ttft', () => calls++);
    bus.emit('codex.turn_ttft', {});
    await bus.close();
    assert.deepEqual([calls, sink.records.length], [1, 1]);
  });
});
