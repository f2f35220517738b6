/** Metric tags are legal whatever the values are. */
import assert from 'node:assert/strict';
import { sanitizeMetricTagValue, sessionTags } from '../../../plugins/statsig/tags.js';
import { session } from './events.js';

describe('statsig tags', () => {
  it('makes values legal as Codex does', () => {
    const cases: Array<[string, string]> = [
      ['0.136.0-alpha.1+frodex.1', '0.136.0-alpha.1_frodex.1'],
      ['Codex Desktop', 'Codex_Desktop'],
      ['gpt-5.5:high', 'gpt-5.5_high'],
      ['org/model', 'org/model'],
      ['__shell__', 'shell'],
      ['größe', 'gr__e'],
      ['a😀b', 'a_b'],
      ['../..', 'unspecified'],
      ['', 'unspecified'],
      ['日本語', 'unspecified'],
    ];
    for (const [value, legal] of cases) assert.equal(sanitizeMetricTagValue(value), legal, value);
  });

  it('cuts long values to 256 bytes, in linear time', () => {
    assert.equal(sanitizeMetricTagValue('x'.repeat(300)), 'x'.repeat(256));
    const began = performance.now();
    assert.equal(sanitizeMetricTagValue(`a${'_'.repeat(1_000_000)}b`).length, 256);
    assert.ok(performance.now() - began < 1_000);
  });

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
