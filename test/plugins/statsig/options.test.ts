/** When the plugin is on, and what its options mean. */
import assert from 'node:assert/strict';
import { issuesOf, setUpStatsig, sinkTo } from './set-up.js';

describe('statsig options', () => {
  it('is off without a key, and says so once and how to turn it on', async () => {
    const { sink, reports } = await setUpStatsig({ env: { STATSIG_SERVER_SDK_SECRET: '' } });
    assert.equal(sink, undefined);
    assert.equal(reports.length, 1);
    assert.match(reports[0] ?? '', /no key; set STATSIG_SERVER_SDK_SECRET/);
  });

  it('takes the key from the environment when the options hold none', async () => {
    const { sink, reports } = await setUpStatsig({ env: { STATSIG_SERVER_SDK_SECRET: 'server-key' } });
    assert.ok(sink);
    assert.deepEqual(reports, []);
  });

  it('is off with a key that cannot stand in a header, without telling the key', async () => {
    const { sink, reports } = await setUpStatsig({ env: { STATSIG_SERVER_SDK_SECRET: 'server-key\r\nx-evil: 1' } });
    assert.equal(sink, undefined);
    assert.equal(reports.length, 1);
    assert.doesNotMatch(reports.join(), /server-key|evil/);
  });

  it('goes to the documented URL by default, and describes itself without the key', async () => {
    const { sink } = await setUpStatsig({ options: { key: 'server-key' } });
    assert.match(sink?.description ?? '', /api\.statsig\.com\/otlp\/v1\/metrics$/);
    assert.doesNotMatch(sink?.description ?? '', /server-key/);
  });

  it('describes its endpoint without a query', async () => {
    const sink = await sinkTo('https://example.org/otlp?token=hidden');
    assert.match(sink.description ?? '', /example\.org$/);
  });

  it('takes facts only, one record an event, of the two events that are counted', async () => {
    const sink = await sinkTo('http://127.0.0.1:1/');
    assert.deepEqual(sink.classes, ['fact']);
    assert.equal(sink.unit, 'record');
    assert.deepEqual(sink.handles, ['codex.tool_result', 'codex.api_request']);
  });

  it('does not take events whose metric is on the drop list, and has no sink when all are', async () => {
    const sink = await sinkTo('http://127.0.0.1:1/', { options: { drop: ['codex.tool.call'] } });
    assert.deepEqual(sink.handles, ['codex.api_request']);
    const all = { key: 'server-key', drop: ['codex.tool.call', 'codex.api_request'] };
    assert.equal((await setUpStatsig({ options: all })).sink, undefined);
  });

  it('refuses options that it does not know or cannot use, by their path', async () => {
    assert.deepEqual(await issuesOf({ keys: 'x' }), ['keys']);
    assert.deepEqual(await issuesOf({ key: 'a b' }), ['key']);
    assert.deepEqual(await issuesOf({ drop: 'codex.tool.call' }), ['drop']);
    for (const endpoint of ['', 'api.statsig.com', 'ftp://example.org/', 'https://user:pass@example.org/']) {
      assert.deepEqual(await issuesOf({ endpoint }), ['endpoint'], endpoint);
    }
    assert.deepEqual(await issuesOf({}), []);
  });
});
