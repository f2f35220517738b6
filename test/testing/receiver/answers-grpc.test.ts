/** Each scripted answer over gRPC: what the stock client sees, and what is kept. */
import assert from 'node:assert/strict';
import { fromBinary } from '@bufbuild/protobuf';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { descriptorOf } from '../../../core/testing/receiver/schema/descriptors.js';
import { call, PATHS } from './call.js';
import { makeLogs } from './stock.js';

const DEADLINE_EXCEEDED = 4;
const UNAVAILABLE = 14;
const body = ProtobufLogsSerializer.serializeRequest(makeLogs()) ?? new Uint8Array(0);
const fields = (message: object): Record<string, unknown> => ({ ...message });

describe('a scripted answer over gRPC', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver({ http: false });
  });
  beforeEach(() => receiver.reset());
  after(() => receiver.close());

  const send = (deadlineMs = 5_000) => call(receiver.grpcUrl, PATHS.logs, body, { deadlineMs });

  it('of a status arrives with its text', async () => {
    receiver.answerWith({ grpcStatus: 7, message: 'not you, 100 %' });
    const { code, details, trailers } = await send();
    assert.deepEqual([code, details], [7, 'not you, 100 %']);
    assert.deepEqual(trailers.get('grpc-status-details-bin'), []);
    assert.deepEqual(receiver.requests[0]?.answer, { kind: 'status', status: 7 });
    assert.equal(receiver.records.length, 0);
  });

  it('with a delay carries google.rpc.RetryInfo', async () => {
    receiver.answerWith({ grpcStatus: 8, retryDelayMs: 1_500 });
    const { code, trailers } = await send();
    const [details] = trailers.get('grpc-status-details-bin');
    assert.ok(details instanceof Buffer);
    assert.equal(code, 8);
    const status = fields(fromBinary(descriptorOf('RpcStatus'), details));
    const [detail] = Array.isArray(status.details) ? status.details : [];
    assert.equal(status.code, 8);
    assert.equal(detail.typeUrl, 'type.googleapis.com/google.rpc.RetryInfo');
    const retryInfo = fields(fromBinary(descriptorOf('RetryInfo'), detail.value));
    assert.ok(retryInfo.retryDelay instanceof Object);
    const { seconds, nanos } = fields(retryInfo.retryDelay);
    assert.deepEqual([seconds, nanos], [1n, 500_000_000]);
  });

  it('in HTTP words means the same: 503 and Retry-After', async () => {
    receiver.answerWith({ status: 503, retryAfter: '1' });
    const { code, trailers } = await send();
    assert.deepEqual([code, trailers.get('grpc-status-details-bin').length], [UNAVAILABLE, 1]);
  });

  it('of partial success tells how many were rejected', async () => {
    receiver.answerWith({ partialSuccess: { rejected: 3, message: 'x' } });
    const { code, reply } = await send();
    const response = fields(fromBinary(descriptorOf('ExportLogsServiceResponse'), reply));
    assert.equal(code, 0);
    assert.ok(response.partialSuccess instanceof Object);
    const { rejectedLogRecords, errorMessage } = fields(response.partialSuccess);
    assert.deepEqual([rejectedLogRecords, errorMessage], [3n, 'x']);
    assert.equal(receiver.records.length, 1);
  });

  it('that hangs, never reads or dribbles lets the deadline of the client pass', async () => {
    receiver.answerWith(['hang', 'never-read', { dribble: { bytes: 1, everyMs: 5 } }]);
    const codes = await Promise.all([send(800), send(800), send(800)]);
    assert.deepEqual(
      codes.map(({ code }) => code),
      [DEADLINE_EXCEEDED, DEADLINE_EXCEEDED, DEADLINE_EXCEEDED],
    );
    assert.deepEqual(receiver.requests.map(({ answer }) => answer.kind).sort(), ['dribble', 'hang', 'never-read']);
    assert.equal(receiver.records.length, 0);
  });

  it('that resets breaks the connection, after keeping the records when told so', async () => {
    receiver.answerWith({ reset: true, store: true });
    assert.equal((await send()).code, UNAVAILABLE);
    assert.equal(receiver.records.length, 1);
    assert.equal((await send()).code, 0);
  });

  it('of HTML is no gRPC to the client', async () => {
    receiver.answerWith('html');
    assert.notEqual((await send()).code, 0);
    assert.equal(receiver.records.length, 0);
  });

  it('that is delayed keeps the records first', async () => {
    receiver.answerWith({ delayMs: 100 });
    const calling = send();
    await receiver.waitFor(1);
    assert.equal((await calling).code, 0);
  });
});
