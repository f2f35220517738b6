/** Adding derived fields: a given value wins, and what is held back or cut leaves the lengths of what was given. */
import assert from 'node:assert/strict';
import { allFields, fieldValue, keepDerived } from '../../core/catalogue/derived.js';
import { codexEvents } from '../../core/catalogue/index.js';
import type { TelemetryEvent } from '../../core/events.js';
import { sample } from '../sample-event.js';

const declaration = codexEvents['codex.tool_result'];
const fieldOf = (event: TelemetryEvent, name: keyof typeof declaration.fields) =>
  fieldValue(event, name, declaration.fields[name]);

describe('fieldValue', () => {
  it('is the given value where there is one', () => {
    const event = sample('codex.tool_result', { output: 'abc', output_length: 99, tool_result_seq: 7 }, { ordinal: 1 });
    assert.deepEqual([fieldOf(event, 'output_length'), fieldOf(event, 'tool_result_seq')], [99, 7]);
  });

  it('follows from the text, or from the number of the event', () => {
    const event = sample('codex.tool_result', { output: 'a\nb', mcp_server: '' }, { ordinal: 4 });
    const names = [
      'output_length',
      'output_line_count',
      'output_truncated',
      'tool_origin',
      'mcp_tool',
      'tool_result_seq',
    ] as const;
    assert.deepEqual(
      names.map((name) => fieldOf(event, name)),
      [3, 2, false, 'builtin', false, 4],
    );
  });

  it('is absent where there is nothing that it follows from, or only a mask', () => {
    assert.equal(fieldOf(sample('codex.tool_result', {}), 'output_length'), undefined);
    assert.equal(fieldOf(sample('codex.tool_result', { output: '[REDACTED]' }), 'output_length'), undefined);
  });
});

describe('keepDerived', () => {
  const original = { output: 'x'.repeat(3_000), arguments: '{}' };

  it('keeps the lengths of a text that was changed, and leaves the others to be computed', () => {
    const kept = keepDerived({ ...original, output: '[REDACTED]' }, original, declaration, 2_048);
    assert.deepEqual(
      [kept.output_length, kept.output_line_count, kept.output_truncated, kept.arguments_length],
      [3_000, 1, true, undefined],
    );
  });

  it('gives back the same object when no text was changed', () => {
    assert.equal(keepDerived(original, { ...original }, declaration, 2_048), original);
  });

  it('lets a given length stand', () => {
    assert.equal(keepDerived({ output: 'short', output_length: 5 }, original, declaration, 2_048).output_length, 5);
  });
});

describe('allFields', () => {
  it('shows given and derived fields, and none that is absent', () => {
    const fields = allFields(sample('codex.user_prompt', { prompt: 'hé😀' }));
    assert.deepEqual(fields, { prompt: 'hé😀', prompt_length: 3 });
  });
});
