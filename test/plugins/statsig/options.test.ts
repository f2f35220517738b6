/** When the plugin is on, and what its options mean. */
import assert from 'node:assert/strict';
import { droppedByCodex } from '../../../plugins/statsig/drop-list.js';
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

  it('takes points, facts only, as deltas, without the metrics that Codex does not record for it', async () => {
    const sink = await sinkTo('http://127.0.0.1:1/');
    assert.deepEqual([sink.classes, sink.unit, sink.collection?.temporality], [['fact'], 'point', 'delta']);
    const wanted = (metric: string) => sink.collection?.isWanted?.(metric);
    assert.deepEqual([...droppedByCodex, 'codex.turns', 'codex.sse_event'].filter(wanted), [
      'codex.turns',
      'codex.sse_event',
    ]);
    assert.equal(droppedByCodex.length, 9);
  });

  it('takes a drop list of the host in the place of that one', async () => {
    const sink = await sinkTo('http://127.0.0.1:1/', { options: { drop: ['codex.turns'] } });
    const wanted = (metric: string) => sink.collection?.isWanted?.(metric);
    assert.deepEqual(['codex.turns', 'codex.tool.call'].filter(wanted), ['codex.tool.call']);
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
