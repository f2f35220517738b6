/** Protobuf that breaks a rule: refused with a place and a reason, and the next good request is taken in. */
import assert from 'node:assert/strict';
import { create, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import fc from 'fast-check';
import { type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { Refusal } from '../../../core/testing/receiver/refusal.js';
import { descriptorOf } from '../../../core/testing/receiver/schema/descriptors.js';
import { SIGNALS } from '../../../core/testing/receiver/signals.js';
import { postProtobuf } from './post.js';
import { makeLogs } from './stock.js';

const RECORD = 'resourceLogs[0].scopeLogs[0].logRecords[0]';

/** A log request around the bytes of one record. */
function around(record: Uint8Array): Uint8Array {
  const wrap = (number: number, inner: Uint8Array) =>
    new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(inner).finish();
  return wrap(1, wrap(2, wrap(2, record)));
}

/** A log request around one record, written by the library. */
function logs(record: Record<string, unknown>): Uint8Array {
  const descriptor = descriptorOf('ExportLogsServiceRequest');
  return toBinary(descriptor, create(descriptor, { resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }));
}

const write = (build: (writer: BinaryWriter) => BinaryWriter): Uint8Array => around(build(new BinaryWriter()).finish());

function nest(depth: number): Record<string, unknown> {
  let value: Record<string, unknown> = { value: { case: 'stringValue', value: 'x' } };
  for (let level = 1; level < depth; level += 1) value = { value: { case: 'arrayValue', value: { values: [value] } } };
  return value;
}

const key = (name: string) => ({ key: name, value: { value: { case: 'stringValue', value: 'secret' } } });
const NO_MESSAGE = 'the body is not a protobuf message: a broken tag, or it ends early';
const good = (): Uint8Array => ProtobufLogsSerializer.serializeRequest(makeLogs()) ?? new Uint8Array(0);

const CASES: readonly (readonly [title: string, body: () => Uint8Array, reason: string])[] = [
  ['bytes that are no message', () => Buffer.from('{"resourceLogs":[]}'), NO_MESSAGE],
  ['a body that ends early', () => good().subarray(0, -3), 'resourceLogs[0]: longer than the message around it'],
  ['an unknown field', () => write((w) => w.tag(99, WireType.Varint).int32(1)), `${RECORD}: unknown field number 99`],
  [
    'a number where text belongs',
    () => write((w) => w.tag(3, WireType.Varint).int32(1)),
    `${RECORD}.severityText: wire type 0 does not fit string`,
  ],
  [
    'text that is no UTF-8',
    () => write((w) => w.tag(12, WireType.LengthDelimited).bytes(Buffer.from([0xc3, 0x28]))),
    `${RECORD}.eventName: not well-formed text`,
  ],
  [
    'text cut inside a character',
    () => write((w) => w.tag(12, WireType.LengthDelimited).bytes(Buffer.from('né').subarray(0, -1))),
    `${RECORD}.eventName: not well-formed text`,
  ],
  [
    'a field given twice',
    () => write((w) => w.tag(2, WireType.Varint).int32(9).tag(2, WireType.Varint).int32(9)),
    `${RECORD}.severityNumber: given twice`,
  ],
  [
    'a field longer than its message',
    () => around(Buffer.from([0x62, 0x7f, 0x61])),
    `${RECORD}.eventName: longer than the message around it`,
  ],
  [
    'a trace id of 8 bytes',
    () => logs({ traceId: Buffer.alloc(8, 1) }),
    `${RECORD}.traceId: an id of 8 bytes; it must have 16`,
  ],
  ['a trace id of zeros', () => logs({ traceId: Buffer.alloc(16) }), `${RECORD}.traceId: an id of zeros only`],
  [
    'an attribute key given twice',
    () => logs({ attributes: [key('a'), key('a')] }),
    `${RECORD}.attributes[1].key: duplicate of "a"`,
  ],
  [
    'a severity out of range',
    () => logs({ severityNumber: -1 }),
    `${RECORD}.severityNumber: no number of its enum, which runs from 0 to 24`,
  ],
  ['values nested too deep', () => logs({ body: nest(65) }), 'values nest deeper than 64'],
  ['values nested five hundred deep', () => logs({ body: nest(500) }), 'values nest deeper than 64'],
];

describe('the receiver refuses, in protobuf,', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver({ grpc: false });
  });
  beforeEach(() => receiver.reset());
  after(() => receiver.close());

  for (const [title, body, reason] of CASES) {
    it(`${title}, and goes on`, async () => {
      const refused = await postProtobuf(`${receiver.httpUrl}/v1/logs`, body());
      const accepted = await postProtobuf(`${receiver.httpUrl}/v1/logs`, good());
      assert.deepEqual([refused.status, accepted.status], [400, 200]);
      const [request] = receiver.refused;
      assert.ok(request);
      assert.ok(request.refusedReason.endsWith(reason), request.refusedReason);
      assert.equal(refused.headers.get('content-type'), 'application/x-protobuf');
      assert.equal(refused.text.includes(request.refusedReason), true);
      assert.equal(receiver.records.length, 1);
    });
  }

  it('values as deep as 64 not at all', async () => {
    const { status, text } = await postProtobuf(`${receiver.httpUrl}/v1/logs`, logs({ body: nest(64) }));
    assert.equal(status, 200, text);
  });

  it('damaged bytes always with a refusal, never with an error of its own', () => {
    const whole = good();
    const damage = fc.tuple(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length));
    fc.assert(
      fc.property(damage, fc.constantFrom('logs', 'traces', 'metrics'), ([position, byte, length], signal) => {
        const damaged = Uint8Array.from(whole).subarray(0, Math.max(length, position + 1));
        damaged[position] = byte;
        try {
          SIGNALS[signal].read('protobuf', damaged, 'http/protobuf');
        } catch (error) {
          assert.ok(error instanceof Refusal);
        }
      }),
      { numRuns: 500 },
    );
  });
});
