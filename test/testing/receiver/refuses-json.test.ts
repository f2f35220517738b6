/** JSON that breaks a rule: refused with a place and a reason, and the next good request is taken in. */
import assert from 'node:assert/strict';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { postJson } from './post.js';
import { histogramJson, logsJson, metricsJson, tracesJson } from './samples.js';

const RECORD = 'resourceLogs[0].scopeLogs[0].logRecords[0]';
const SPAN = 'resourceSpans[0].scopeSpans[0].spans[0]';
const POINT = 'resourceMetrics[0].scopeMetrics[0].metrics[0].histogram.dataPoints[0]';
const NUMBER = 'resourceMetrics[0].scopeMetrics[0].metrics[0].sum.dataPoints[0]';

const key = (name: string, value: unknown = { stringValue: 'secret' }) => ({ key: name, value });
const sum = (point: object) => metricsJson({ sum: { aggregationTemporality: 1, dataPoints: [point] } });

function nest(depth: number): unknown {
  let value: unknown = { stringValue: 'secret' };
  for (let level = 1; level < depth; level += 1) value = { arrayValue: { values: [value] } };
  return value;
}

type Case = readonly [title: string, path: string, body: unknown, reason: string];

const CASES: readonly Case[] = [
  ['text that is no JSON', '/v1/logs', '{"secret":', 'the body is not JSON'],
  ['bytes that are no UTF-8', '/v1/logs', Buffer.from([0x22, 0xff, 0x22]), 'the body is not well-formed UTF-8'],
  ['a list for the request', '/v1/logs', [], 'request: must be an object'],
  ['an unknown field', '/v1/logs', logsJson({ secret: 1 }), `${RECORD}: unknown field "secret"`],
  ['a field in snake case', '/v1/logs', { resource_logs: [] }, 'request: unknown field "resource_logs"'],
  ['the key __proto__', '/v1/logs', '{"__proto__":{}}', 'request: unknown field "__proto__"'],
  [
    'an attribute key given twice',
    '/v1/logs',
    logsJson({ attributes: [key('a'), key('b'), key('a')] }),
    `${RECORD}.attributes[2].key: duplicate of "a"`,
  ],
  [
    'a key given twice in a nested list',
    '/v1/logs',
    logsJson({ body: { kvlistValue: { values: [key('a'), key('a')] } } }),
    `${RECORD}.body.kvlistValue.values[1].key: duplicate of "a"`,
  ],
  ['an empty key', '/v1/logs', logsJson({ attributes: [key('')] }), `${RECORD}.attributes[0].key: is empty`],
  [
    'an enum by its name',
    '/v1/logs',
    logsJson({ severityNumber: 'SEVERITY_NUMBER_INFO' }),
    `${RECORD}.severityNumber: an enum must be written as its number, not as text`,
  ],
  [
    'a severity out of range',
    '/v1/logs',
    logsJson({ severityNumber: 25 }),
    `${RECORD}.severityNumber: no number of its enum, which runs from 0 to 24`,
  ],
  [
    'a trace id of the wrong length',
    '/v1/logs',
    logsJson({ traceId: 'abcd' }),
    `${RECORD}.traceId: an id of 2 bytes; it must have 16`,
  ],
  ['an id that is no hex', '/v1/logs', logsJson({ spanId: 'q+==' }), `${RECORD}.spanId: must be text in hex`],
  ['an id of zeros', '/v1/logs', logsJson({ spanId: '0'.repeat(16) }), `${RECORD}.spanId: an id of zeros only`],
  [
    'a span without an id',
    '/v1/traces',
    tracesJson({ spanId: '' }),
    `${SPAN}.spanId: an id of 0 bytes; it must have 8`,
  ],
  [
    'a span kind out of range',
    '/v1/traces',
    tracesJson({ kind: 6 }),
    `${SPAN}.kind: no number of its enum, which runs from 0 to 5`,
  ],
  [
    'a link without ids',
    '/v1/traces',
    tracesJson({ links: [{}] }),
    `${SPAN}.links[0].traceId: an id of 0 bytes; it must have 16`,
  ],
  ['a lone surrogate', '/v1/logs', logsJson({ eventName: '\ud800' }), `${RECORD}.eventName: not well-formed text`],
  ['values nested too deep', '/v1/logs', logsJson({ body: nest(65) }), 'values nest deeper than 64'],
  [
    'two members of one value',
    '/v1/logs',
    logsJson({ body: { stringValue: 'secret', intValue: '1' } }),
    `${RECORD}.body.intValue: a second member of "value"; at most one may be set`,
  ],
  ['null in a list', '/v1/logs', logsJson({ attributes: [null] }), `${RECORD}.attributes[0]: must be an object`],
  [
    'a whole number that JSON cannot hold',
    '/v1/logs',
    `{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"intValue":9007199254740993}}]}]}]}`,
    `${RECORD}.body.intValue: a whole number beyond 2^53 must be written as text`,
  ],
  [
    'a fraction as a time',
    '/v1/logs',
    logsJson({ timeUnixNano: 1.5 }),
    `${RECORD}.timeUnixNano: must be a whole number`,
  ],
  [
    'a negative time',
    '/v1/logs',
    logsJson({ timeUnixNano: '-1' }),
    `${RECORD}.timeUnixNano: must be within 0 and 18446744073709551615`,
  ],
  [
    'bytes that are no base64',
    '/v1/logs',
    logsJson({ body: { bytesValue: '*' } }),
    `${RECORD}.body.bytesValue: must be text in base64`,
  ],
  [
    'a histogram whose buckets do not add up',
    '/v1/metrics',
    histogramJson({ count: 4 }),
    `${POINT}.bucketCounts: the buckets do not add up to count`,
  ],
  [
    'a histogram with a bucket too few',
    '/v1/metrics',
    histogramJson({ bucketCounts: [3] }),
    `${POINT}.bucketCounts: 1 buckets for 1 bounds; there must be one more`,
  ],
  [
    'bounds that do not rise',
    '/v1/metrics',
    histogramJson({ bucketCounts: [1, 1, 1], explicitBounds: [10, 10] }),
    `${POINT}.explicitBounds[1]: bounds must rise`,
  ],
  [
    'a sum without temporality',
    '/v1/metrics',
    metricsJson({ sum: { dataPoints: [] } }),
    'aggregationTemporality: no number of its enum, which runs from 1 to 2',
  ],
  [
    'a NaN that JSON wrote as null',
    '/v1/metrics',
    sum({ asDouble: null }),
    `${NUMBER}: has no value: neither asInt nor asDouble`,
  ],
  [
    'a metric without data',
    '/v1/metrics',
    metricsJson({}),
    'metrics[0]: has no data: gauge, sum, histogram, exponentialHistogram or summary',
  ],
];

describe('the receiver refuses, in JSON,', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver({ grpc: false });
  });
  beforeEach(() => receiver.reset());
  after(() => receiver.close());

  for (const [title, path, body, reason] of CASES) {
    it(`${title}, and goes on`, async () => {
      const refused = await postJson(receiver.httpUrl + path, body);
      const good = await postJson(`${receiver.httpUrl}/v1/logs`, logsJson({ eventName: 'good' }));
      assert.deepEqual([refused.status, good.status], [400, 200]);
      const [request] = receiver.refused;
      assert.ok(request);
      assert.ok(request.refusedReason.endsWith(reason), request.refusedReason);
      assert.deepEqual(JSON.parse(refused.text), { code: 3, message: request.refusedReason });
      assert.deepEqual(request.answer, { kind: 'refused', status: 400 });
      assert.equal(receiver.records.length, 1);
    });
  }

  it('values as deep as 64 not at all', async () => {
    const { status, text } = await postJson(`${receiver.httpUrl}/v1/logs`, logsJson({ body: nest(64) }));
    assert.equal(status, 200, text);
  });

  it('nothing with a value in the reason, and long names only cut', async () => {
    await postJson(`${receiver.httpUrl}/v1/logs`, logsJson({ attributes: [key('a'), key('a')] }));
    await postJson(`${receiver.httpUrl}/v1/logs`, '{"x": sk-secret}');
    await postJson(`${receiver.httpUrl}/v1/logs`, logsJson({ ['k'.repeat(10_000)]: 1 }));
    for (const { refusedReason } of receiver.refused) {
      assert.equal(refusedReason.includes('secret'), false);
      assert.equal(refusedReason.length < 200, true);
    }
    assert.equal(receiver.refused.length, 3);
  });
});
