/** The integration by itself: which events it touches, and what it never does. */
import assert from 'node:assert/strict';
import { type FactsSource, sentryIntegration } from '../../../plugins/sentry-feedback/index.js';

const busOf = (facts: ReturnType<FactsSource['facts']>): FactsSource => ({ facts: () => facts });

describe('the Sentry integration', () => {
  it('touches feedback, errors and messages, and no other event', () => {
    const integration = sentryIntegration(busOf({ model: 'm' }));
    assert.deepEqual(integration.processEvent({ type: 'feedback' }), { type: 'feedback', tags: { model: 'm' } });
    assert.deepEqual(integration.processEvent({ type: undefined }), { type: undefined, tags: { model: 'm' } });
    for (const type of ['transaction', 'profile', 'replay_event']) {
      const event = { type };
      assert.equal(integration.processEvent(event), event);
    }
  });

  it('asks for the conversation that the host names, and for none otherwise', () => {
    const asked: Array<string | undefined> = [];
    const integration = sentryIntegration({
      facts(conversationId) {
        asked.push(conversationId);
        return {};
      },
    });
    integration.processEvent({ tags: { conversation_id: 'c-7' } });
    integration.processEvent({ tags: { conversation_id: 7 } });
    integration.processEvent({});
    assert.deepEqual(asked, ['c-7', undefined, undefined]);
  });

  it('does not change the event that it was given', () => {
    const event = Object.freeze({ tags: Object.freeze({ team: 'a' }) });
    const tagged = sentryIntegration(busOf({ model: 'm' })).processEvent(event);
    assert.deepEqual(tagged.tags, { model: 'm', team: 'a' });
    assert.deepEqual(event.tags, { team: 'a' });
  });

  it('tells what it added, changed and lost, by names only', () => {
    const integration = sentryIntegration(busOf({ model: 'm', team: 'ours', 'a b': 'v', site: 'x' }));
    assert.equal(integration.lastReport, undefined);
    integration.processEvent({ tags: { team: 'theirs' } });
    assert.deepEqual(integration.lastReport, { added: ['model', 'a_b'], changed: ['a b'], lost: { site: 'reserved' } });
  });

  it('gives an event back as it came when anything throws', () => {
    const integration = sentryIntegration(busOf({ model: 'm' }));
    const hostile = {
      get tags(): Record<string, unknown> {
        throw new Error('no tags');
      },
    };
    assert.equal(integration.processEvent(hostile), hostile);
    assert.equal(integration.lastReport, undefined);
    const failing = sentryIntegration({
      facts: () => {
        throw new Error('no facts');
      },
    });
    const event = {};
    assert.equal(failing.processEvent(event), event);
  });
});
