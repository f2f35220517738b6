/** What the plugin remembers of conversations. */
import assert from 'node:assert/strict';
import { codexEvents, type PluginSteps, type SessionFacts, type TelemetryEvent } from '../../../core/index.js';
import { sentryFeedback } from '../../../plugins/sentry-feedback/index.js';

const eventOf = (session: SessionFacts): TelemetryEvent => ({
  name: 'codex.turn_ttft',
  declaration: codexEvents['codex.turn_ttft'],
  time: 1,
  observedTime: 1,
  stream: '0123456789abcdef',
  sequence: 1,
  session,
  fields: {},
  undeclared: undefined,
  trace: undefined,
  bytes: 1,
});

describe('sentry-feedback notes', () => {
  let steps: PluginSteps;

  beforeEach(() => {
    steps = sentryFeedback.setup({
      options: { max_key_length: 200 },
      env: {},
      now: () => 1,
      report: () => assert.fail('nothing to report'),
      bus: {},
      cleanAttributes: (attributes) => attributes,
      cleanText: (text) => text,
      resource: () => ({}),
      alter: () => undefined,
      mistake: () => undefined,
    });
  });

  const note = (session: SessionFacts) => steps.enrich?.(eventOf(session));
  const factsOf = (id: string) => steps.facts?.({ 'conversation.id': id });

  it('knows the session under the names of a report, and never who the user is', () => {
    note({
      'conversation.id': 'c-1',
      'app.version': '2.1.0',
      auth_mode: 'Chatgpt',
      originator: 'codex_exec',
      'user.account_id': 'account-7',
      'user.email': 'ada@example.org',
      'terminal.type': 'xterm',
      model: 'gpt-5.5',
      slug: 'gpt-5.5',
    });
    assert.deepEqual(factsOf('c-1'), {
      app_version: '2.1.0',
      auth_mode: 'Chatgpt',
      originator: 'codex_exec',
      terminal_type: 'xterm',
      model: 'gpt-5.5',
    });
  });

  it('changes no event', () => {
    assert.equal(note({ 'conversation.id': 'c-1' }), undefined);
  });

  it('follows a session that changes, and keeps conversations apart', () => {
    note({ 'conversation.id': 'c-1', model: 'first', originator: 'exec' });
    note({ 'conversation.id': 'c-2', model: 'other' });
    note({ 'conversation.id': 'c-1', model: 'second' });
    assert.deepEqual(factsOf('c-1'), { model: 'second', originator: 'exec' });
    assert.deepEqual(factsOf('c-2'), { model: 'other' });
  });

  it('lets what is asked with win, and knows nothing of a stranger', () => {
    note({ 'conversation.id': 'c-1', model: 'noted' });
    assert.deepEqual(steps.facts?.({ 'conversation.id': 'c-1', model: 'asked' }), {
      model: 'asked',
    });
    assert.deepEqual(factsOf('c-9'), {});
    assert.deepEqual(steps.facts?.({}), {});
  });

  it('forgets the conversation heard of longest ago when there are more than 256', () => {
    const sessions = Array.from({ length: 256 }, (_, index) => ({ 'conversation.id': `c-${index}`, model: 'm' }));
    for (const session of sessions) note(session);
    note(sessions[0] ?? {});
    note({ 'conversation.id': 'c-new', model: 'm' });
    assert.equal(factsOf('c-0')?.model, 'm');
    assert.equal(factsOf('c-1')?.model, undefined);
    assert.equal(factsOf('c-2')?.model, 'm');
  });
});
