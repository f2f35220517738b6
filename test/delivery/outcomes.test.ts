import assert from 'node:assert/strict';
import { outcomeOfGrpc, outcomeOfHttp, outcomeOfNoTunnel } from '../../core/delivery/outcomes.js';
import type { Outcome } from '../../core/plugin.js';

const noon = Date.UTC(2026, 0, 5, 12, 0, 0);
const now = () => noon;
const http = (status: number, retryAfter?: string): Outcome =>
  outcomeOfHttp(status, { 'retry-after': retryAfter }, now);

describe('the answer of a proxy that gives no tunnel', () => {
  it('keeps the batch, whatever the status', () => {
    for (let status = 100; status <= 599; status++) {
      const isDenied = [401, 403, 407].includes(status) && { isDenied: true };
      assert.deepEqual(outcomeOfNoTunnel(status), { kind: 'retry', reason: `proxy_${status}`, ...isDenied });
    }
    for (const status of [Number.NaN, 0, 20.5, 600, 1e300])
      assert.deepEqual(outcomeOfNoTunnel(status), { kind: 'retry', reason: 'connection_failed' });
  });
});

describe('the OTLP retry table for HTTP', () => {
  const expected = new Map<number, Outcome>([
    [400, { kind: 'rejected', reason: 'http_400', isSplittable: true }],
    [401, { kind: 'retry', reason: 'http_401', isDenied: true }],
    [403, { kind: 'retry', reason: 'http_403', isDenied: true }],
    [407, { kind: 'retry', reason: 'http_407', isDenied: true }],
    [413, { kind: 'rejected', reason: 'http_413', isSplittable: true }],
    [429, { kind: 'retry', reason: 'http_429' }],
    [502, { kind: 'retry', reason: 'http_502' }],
    [503, { kind: 'retry', reason: 'http_503' }],
    [504, { kind: 'retry', reason: 'http_504' }],
  ]);

  it('says for every status from 100 to 599 what becomes of the batch', () => {
    for (let status = 100; status <= 599; status++) {
      const plain: Outcome =
        status >= 200 && status <= 299 ? { kind: 'acked' } : { kind: 'rejected', reason: `http_${status}` };
      assert.deepEqual(http(status), expected.get(status) ?? plain);
    }
  });

  it('waits as long as Retry-After says, in seconds or until a date', () => {
    for (const status of [429, 502, 503, 504]) {
      const expectedOutcome = { kind: 'retry', reason: `http_${status}`, afterMs: 30_000 };
      assert.deepEqual(http(status, '30'), expectedOutcome);
      assert.deepEqual(http(status, ' 30 '), expectedOutcome);
      assert.deepEqual(http(status, 'Mon, 05 Jan 2026 12:00:30 GMT'), expectedOutcome);
    }
  });

  it('leaves the wait to the bus when Retry-After is none, past, or in another form', () => {
    const unusable = [
      '0',
      '-5',
      '0.5',
      '1e3',
      '+7',
      '',
      'soon',
      '30s',
      '2026-01-05T12:00:30Z',
      'Mon, 05 Jan 2026 11:59:59 GMT',
      'Mon, 05 Jan 2026 12:00:00 GMT',
      'Tue, 05 Jan 2026 12:00:30 GMT',
      'Mon, 5 Jan 2026 12:00:30 GMT',
      'Mon, 32 Jan 2026 12:00:30 GMT',
    ];
    for (const text of unusable) assert.deepEqual(http(503, text), { kind: 'retry', reason: 'http_503' }, text);
  });

  it('waits for a day at most', () => {
    const oneDay = { kind: 'retry', reason: 'http_429', afterMs: 86_400_000 };
    assert.deepEqual(http(429, '1000000000'), oneDay);
    assert.deepEqual(http(429, 'Fri, 05 Jan 2126 12:00:30 GMT'), { kind: 'retry', reason: 'http_429' });
    assert.deepEqual(http(429, 'Sat, 05 Jan 2126 12:00:30 GMT'), oneDay);
  });

  it('ignores Retry-After where nothing is tried again', () => {
    for (const status of [200, 301, 400, 401, 403, 413, 500]) assert.deepEqual(http(status, '30'), http(status));
  });
});

describe('the OTLP retry table for gRPC', () => {
  const retried: Outcome['kind'] = 'retry';
  const denied = (code: number): Outcome => ({ kind: retried, reason: `grpc_${code}`, isDenied: true });

  it('says for every code what becomes of the batch', () => {
    const split = (code: number): Outcome => ({ kind: 'rejected', reason: `grpc_${code}`, isSplittable: true });
    for (let code = 0; code <= 16; code++) {
      let expected: Outcome = { kind: 'rejected', reason: `grpc_${code}` };
      if (code === 0) expected = { kind: 'acked' };
      if ([1, 4, 10, 11, 14, 15].includes(code)) expected = { kind: 'retry', reason: `grpc_${code}` };
      if (code === 3 || code === 8) expected = split(code);
      if (code === 7 || code === 16) expected = denied(code);
      assert.deepEqual(outcomeOfGrpc(code, {}), expected);
    }
  });

  it('tries again after the delay of RetryInfo, and only then after RESOURCE_EXHAUSTED', () => {
    assert.deepEqual(outcomeOfGrpc(8, { retryDelayMs: 1_500 }), { kind: 'retry', reason: 'grpc_8', afterMs: 1_500 });
    assert.deepEqual(outcomeOfGrpc(14, { retryDelayMs: 250.5 }), { kind: 'retry', reason: 'grpc_14', afterMs: 251 });
    assert.deepEqual(outcomeOfGrpc(8, { retryDelayMs: 0 }), { kind: 'retry', reason: 'grpc_8' });
    assert.deepEqual(outcomeOfGrpc(8, { retryDelayMs: -1 }), { kind: 'retry', reason: 'grpc_8' });
    assert.deepEqual(outcomeOfGrpc(3, { retryDelayMs: 1_500 }), outcomeOfGrpc(3, {}));
    assert.deepEqual(outcomeOfGrpc(16, { retryDelayMs: 1_500 }), denied(16));
  });

  it('takes a number that is no code for a refusal', () => {
    for (const code of [-1, 17, 99]) {
      assert.deepEqual(outcomeOfGrpc(code, {}), { kind: 'rejected', reason: `grpc_${code}` });
    }
  });
});
