/** Metric tags are legal whatever the values are. */
import assert from 'node:assert/strict';
import { sessionTags } from '../../../plugins/statsig/tags.js';
import { session } from './events.js';

describe('statsig tags', () => {
  it('takes only the five facts of a session that are metric tags', () => {
    const tags = sessionTags({ ...session, session_source: 'cli', 'user.account_id': 'acc', 'user.email': 'a@b.c' });
    assert.deepEqual(tags, {
      auth_mode: 'ApiKey',
      session_source: 'cli',
      originator: 'codex_exec',
      model: 'gpt-5.5',
      'app.version': '2.1.0',
    });
  });

  it('leaves out facts that the session does not have', () => {
    assert.deepEqual(sessionTags({ model: 'gpt 5' }), { model: 'gpt_5' });
  });
});
