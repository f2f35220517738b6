/** The projection: what a destination may carry, by class and by switch. */
import assert from 'node:assert/strict';
import { declareEvent } from '../../core/catalogue/define.js';
import { content, fact, identity } from '../../core/catalogue/field.js';
import { allClasses, prepareProjection } from '../../core/catalogue/project.js';
import { eachSwitch, type FieldClass, type Switch, type TelemetryEvent } from '../../core/events.js';
import { sample, sampleOf } from '../sample-event.js';

const project = (event: TelemetryEvent, on: readonly Switch[], classes: readonly FieldClass[] = allClasses) =>
  prepareProjection({ classes, switches: eachSwitch((name) => on.includes(name)) })(event.declaration)(event);

const mixed = declareEvent({
  kind: fact.string,
  server: identity.string,
  masked: content.string.with({ whenOff: 'mask' }),
  omitted: content.string,
});
const event = sampleOf(
  'acme.mixed',
  mixed,
  { kind: 'k', server: 's', masked: 'm', omitted: 'o', extra: 'e' },
  { session: { model: 'gpt', 'user.account_id': 'u', 'user.email': 'a@b.c' } },
);
const present = (fields: object = {}) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

describe('prepareProjection', () => {
  it('gives the same object when nothing has to change', () => {
    const harmless = sample('codex.turn_ttft', { duration_ms: 5 });
    assert.equal(project(harmless, []), harmless);
    const all: Switch[] = ['log_tool_content', 'log_user_email'];
    assert.equal(project(event, all), event);
  });

  it('masks or leaves out what a switch holds back, and leaves the original as it was', () => {
    const projected = project(event, []);
    assert.deepEqual(present(projected?.fields), { kind: 'k', server: 's', masked: '[REDACTED]' });
    assert.deepEqual(event.fields.masked, 'm');
    assert.equal(projected?.undeclared, undefined);
    assert.deepEqual(present(projected?.session), { model: 'gpt', 'user.account_id': 'u' });
  });

  it('carries nothing of a class that the destination does not carry, whatever the switches say', () => {
    const projected = project(event, ['log_tool_content', 'log_user_email'], ['fact']);
    assert.deepEqual(present(projected?.fields), { kind: 'k', masked: '[REDACTED]' });
    assert.deepEqual([projected?.undeclared, present(projected?.session)], [undefined, { model: 'gpt' }]);
    assert.deepEqual(present(project(event, [], ['identity'])?.fields), { server: 's', masked: '[REDACTED]' });
  });

  it('gives up an event whose declaration says so, unless the field is absent or its class is not carried', () => {
    const dropping = declareEvent({
      kind: fact.string,
      text: content.string.with({ switch: 'log_agent_responses', whenOff: 'drop-event' }),
    });
    const [full, empty] = [{ kind: 'k', text: 't' }, { kind: 'k' }].map((fields) =>
      sampleOf('acme.said', dropping, fields),
    );
    assert.ok(full && empty);
    assert.equal(project(full, []), undefined);
    assert.equal(project(full, ['log_agent_responses']), full);
    assert.equal(project(empty, []), empty);
  });

  it('lets values that are facts travel in a field that is none', () => {
    const [closed, free] = ['http 503', 'my secret'].map((text) =>
      sample('codex.api_request', { 'error.message': text }),
    );
    assert.ok(closed && free);
    assert.equal(project(closed, [], ['fact'])?.fields['error.message'], 'http 503');
    assert.equal(project(free, [], ['fact'])?.fields['error.message'], '[REDACTED]');
    assert.equal(project(closed, [], ['identity'])?.fields['error.message'], '[REDACTED]');
  });

  it('keeps the lengths of what a class leaves out', () => {
    const result = sample('codex.tool_result', { arguments: '{}', output: 'a\nb', mcp_server: 'docs' });
    const { arguments_length, output_length, output_line_count, mcp_tool } =
      project(result, ['log_tool_content'], ['fact'])?.fields ?? {};
    assert.deepEqual([arguments_length, output_length, output_line_count, mcp_tool], [2, 3, 2, true]);
  });

  it('projects the facts of a session once, so that its events share them', () => {
    const projection = prepareProjection({ classes: ['fact'], switches: eachSwitch(() => false) })(event.declaration);
    const other = sampleOf('acme.mixed', mixed, {}, { session: { model: 'other', 'user.account_id': 'u' } });
    const [first, second, third] = [event, other, event].map((one) => projection(one)?.session);
    assert.equal(first, third);
    assert.deepEqual(present(second), { model: 'other' });
  });
});
