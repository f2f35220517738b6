/** What a batch of events counts for. */
import assert from 'node:assert/strict';
import { sumUp, windowOf } from '../../../plugins/statsig/sums.js';
import { apiRequest, makeEvent, session, toolResult } from './events.js';

/** Own tags and counts, without the tags of the session. */
function ownTags(events: Parameters<typeof sumUp>[0]) {
  return sumUp(events).map(({ metric, tags: { tool, status, success }, count }) => [
    metric,
    tool ?? status,
    success,
    count,
  ]);
}

describe('statsig sums', () => {
  it('counts tool calls by tool and success, and requests by status and success', () => {
    const events = [
      toolResult(),
      toolResult({ tool_name: 'shell', success: false }),
      apiRequest(),
      toolResult(),
      apiRequest({ 'http.response.status_code': 429 }),
    ];
    assert.deepEqual(ownTags(events), [
      ['codex.tool.call', 'shell', 'true', 2],
      ['codex.tool.call', 'shell', 'false', 1],
      ['codex.api_request', '200', 'true', 1],
      ['codex.api_request', '429', 'false', 1],
    ]);
  });

  it('says none for a request without an answer', () => {
    assert.deepEqual(ownTags([apiRequest({ endpoint: '/responses' })]), [['codex.api_request', 'none', 'false', 1]]);
  });

  it('does not call a request with an error successful', () => {
    const status = { 'http.response.status_code': 200 };
    const events = [
      apiRequest({ ...status, 'error.message': 'timeout' }),
      apiRequest({ ...status, 'error.message': '[REDACTED]' }),
      apiRequest({ ...status, success: false }),
    ];
    assert.deepEqual(ownTags(events), [['codex.api_request', '200', 'false', 3]]);
  });

  it('does not count requests of the model list', () => {
    assert.deepEqual(sumUp([apiRequest({ endpoint: '/models', 'http.response.status_code': 200 })]), []);
  });

  it('makes tags legal, and says unspecified for what an event does not tell', () => {
    assert.deepEqual(ownTags([toolResult({ tool_name: 'mcp tool:x' }), toolResult({})]), [
      ['codex.tool.call', 'mcp_tool_x', 'unspecified', 1],
      ['codex.tool.call', 'unspecified', 'unspecified', 1],
    ]);
  });

  it('keeps sessions apart and sorts tags by key', () => {
    const sums = sumUp([
      toolResult(),
      makeEvent('codex.tool_result', { success: true }, { facts: { ...session, model: 'm' } }),
    ]);
    assert.equal(sums.length, 2);
    for (const { tags } of sums) assert.deepEqual(Object.keys(tags), Object.keys(tags).sort());
  });

  it('counts nothing for an event that has no counter, whatever its name', () => {
    for (const name of ['codex.user_prompt', '__proto__', 'constructor']) {
      assert.deepEqual(sumUp([{ ...toolResult(), name }]), []);
    }
  });
});

describe('statsig windows', () => {
  const at = (...times: number[]) => times.map((time) => makeEvent('codex.tool_result', {}, { time }));

  it('begins just before the first event and ends now', () => {
    assert.deepEqual(windowOf(at(500, 400, 600), 1_000, undefined), { startMs: 399, endMs: 1_000 });
  });

  it('does not reach back behind the last export', () => {
    assert.deepEqual(windowOf(at(400), 1_000, 700), { startMs: 700, endMs: 1_000 });
    assert.deepEqual(windowOf(at(900), 1_000, 700), { startMs: 899, endMs: 1_000 });
  });

  it('is never empty, whatever the clocks say', () => {
    assert.deepEqual(windowOf(at(5_000), 1_000, undefined), { startMs: 999, endMs: 1_000 });
    assert.deepEqual(windowOf(at(400), 1_000, 2_000), { startMs: 999, endMs: 1_000 });
  });
});
