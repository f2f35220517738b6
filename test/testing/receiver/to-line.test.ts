/** What arrived, as the lines of `codexotel sink`. */
import assert from 'node:assert/strict';
import { type Receiver, startReceiver, toLine } from '../../../core/testing/receiver/index.js';
import { CODEX_LOGS, CODEX_METRICS, CODEX_TRACES } from './codex.js';
import { postJson } from './post.js';
import { logsJson, metricsJson } from './samples.js';

describe('a line of the sink', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver({ grpc: false });
  });
  beforeEach(() => receiver.reset());
  after(() => receiver.close());

  async function toLines(path: string, body: unknown, headers = {}): Promise<unknown[]> {
    await postJson(receiver.httpUrl + path, body, headers);
    const lines = [...receiver.records, ...receiver.refused].map((entry) => JSON.stringify(toLine(entry)));
    assert.equal(
      lines.some((line) => line.includes('\n')),
      false,
    );
    return lines.map((line) => JSON.parse(line));
  }

  it('tells a log record by the name of its event', async () => {
    const [line] = await toLines('/v1/logs', CODEX_LOGS);
    assert.deepEqual(line, {
      signal: 'logs',
      transport: 'http/json',
      event: 'codex.api_request',
      time: '2026-11-20T11:47:09.683Z',
      severity: 'INFO',
      scope: 'codex_otel.log_only',
      resource: { 'service.name': 'codex_exec', env: 'golden' },
      attributes: {
        'event.name': 'codex.api_request',
        duration_ms: '58',
        'http.response.status_code': 200,
        'auth.header_attached': true,
      },
    });
  });

  it('tells a span with its duration and its events', async () => {
    const [line] = await toLines('/v1/traces', CODEX_TRACES);
    assert.deepEqual(line, {
      signal: 'traces',
      transport: 'http/json',
      span: 'session_init',
      time: '2026-11-20T11:47:09.000Z',
      duration_ms: 683,
      kind: 'internal',
      status: 'unset',
      scope: 'codex',
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      resource: { 'service.name': 'codex_exec', env: 'golden' },
      attributes: {},
      events: [
        {
          name: 'event otel/src/events/session_telemetry.rs:703',
          time: '2026-11-20T11:47:09.683Z',
          attributes: { 'event.name': 'codex.conversation_starts' },
        },
      ],
      links: [],
    });
  });

  it('tells a metric with the figures of its points', async () => {
    const [sum, histogram] = await toLines('/v1/metrics', CODEX_METRICS);
    assert.deepEqual(sum, {
      signal: 'metrics',
      transport: 'http/json',
      metric: 'codex.process.start',
      kind: 'sum',
      unit: '',
      temporality: 'delta',
      isMonotonic: true,
      scope: 'codex',
      resource: { 'service.name': 'codex_exec', env: 'golden' },
      points: [
        { time: '2026-11-20T11:48:09.000Z', attributes: { originator: 'codex_exec' }, value: 1, valueType: 'int' },
      ],
    });
    assert.equal(JSON.stringify(histogram).includes('"count":1,"sum":31,"min":31,"max":31'), true);
  });

  it('writes NaN by its name and an empty time not at all', async () => {
    const gauge = metricsJson({ gauge: { dataPoints: [{ asDouble: 'NaN' }] } });
    const [line] = await toLines('/v1/metrics', gauge);
    assert.match(JSON.stringify(line), /"points":\[\{"attributes":\{\},"value":"NaN","valueType":"double"\}\]/);
  });

  it('names the severity from its number when it has no text', async () => {
    const [line] = await toLines('/v1/logs', logsJson({ severityNumber: 13, eventName: 'e' }));
    assert.match(JSON.stringify(line), /"event":"e","severity":"WARN"/);
  });

  it('tells of a refused request why, and neither its headers nor its query nor its body', async () => {
    const headers = { authorization: 'Bearer sk-secret' };
    const [line] = await toLines('/v1/logs?key=sk-secret', logsJson({ odd: 'sk-secret' }), headers);
    assert.deepEqual(line, {
      refused: 'resourceLogs[0].scopeLogs[0].logRecords[0]: unknown field "odd"',
      signal: 'logs',
      transport: 'http/json',
      path: '/v1/logs',
    });
  });
});
