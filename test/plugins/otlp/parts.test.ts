import assert from 'node:assert/strict';
import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { acknowledge, readRejectedFromJson, readRejectedFromProtobuf } from '../../../plugins/otlp/acknowledgement.js';
import { loadCodec } from '../../../plugins/otlp/codec.js';
import { readRetryDelayMs } from '../../../plugins/otlp/grpc-retry-info.js';
import { logResourceOf } from '../../../plugins/otlp/resource.js';
import { toolResult } from './support.js';

const text = (words: string): Uint8Array => Buffer.from(words);

describe('an acknowledgement', () => {
  const notAnAnswer = { kind: 'retry', reason: 'not_an_otlp_answer' };

  it('is an empty body or an empty response', async () => {
    assert.deepEqual(await acknowledge(text(''), 3, readRejectedFromJson('logs')), { kind: 'acked' });
    assert.deepEqual(await acknowledge(text('{}'), 3, readRejectedFromJson('logs')), { kind: 'acked' });
    assert.deepEqual(await acknowledge(text('{"partialSuccess":null}'), 3, readRejectedFromJson('logs')), {
      kind: 'acked',
    });
  });

  it('counts what was rejected, at most the records of the batch', async () => {
    const counted = (rejected: unknown) =>
      acknowledge(
        text(JSON.stringify({ partialSuccess: { rejectedLogRecords: rejected } })),
        5,
        readRejectedFromJson('logs'),
      );
    assert.deepEqual(await counted(2), { kind: 'acked', rejected: 2, reason: 'partial_success' });
    assert.deepEqual(await counted('2'), { kind: 'acked', rejected: 2, reason: 'partial_success' });
    assert.deepEqual(await counted('99'), { kind: 'acked', rejected: 5, reason: 'partial_success' });
    for (const odd of [0, '0', -1, 'many', null, {}]) assert.deepEqual(await counted(odd), { kind: 'acked' });
  });

  it('is not a page, a bare word or broken bytes', async () => {
    for (const body of ['<html></html>', 'ok', '"ok"', '[]', '1', '{"partialSuccess":3}', '{']) {
      assert.deepEqual(await acknowledge(text(body), 1, readRejectedFromJson('logs')), notAnAnswer, body);
    }
    for (const body of ['<html></html>', 'OK', '\x0a\x09x']) {
      assert.deepEqual(await acknowledge(text(body), 1, readRejectedFromProtobuf('logs')), notAnAnswer, body);
    }
  });
});

describe('RetryInfo', () => {
  const statusWith = (typeUrl: string, value: Uint8Array): Uint8Array => {
    const any = new BinaryWriter().tag(1, 2).string(typeUrl).tag(2, 2).bytes(value).finish();
    const other = new BinaryWriter().tag(1, 2).string('type.googleapis.com/google.rpc.DebugInfo').finish();
    const status = new BinaryWriter().tag(1, 0).int32(8).tag(2, 2).string('busy');
    return status.tag(3, 2).bytes(other).tag(3, 2).bytes(any).finish();
  };
  const delayOf = (seconds: number, nanos: number): Uint8Array => {
    const duration = new BinaryWriter().tag(1, 0).int64(seconds).tag(2, 0).int32(nanos).finish();
    return new BinaryWriter().tag(1, 2).bytes(duration).finish();
  };
  const type = 'type.googleapis.com/google.rpc.RetryInfo';

  it('is found among the details, in milliseconds', () => {
    assert.equal(readRetryDelayMs(statusWith(type, delayOf(2, 500_000_000))), 2_500);
    assert.equal(readRetryDelayMs(statusWith(type, delayOf(-3, 0))), -3_000);
    assert.equal(readRetryDelayMs(statusWith(type, new Uint8Array())), 0);
  });

  it('is not there when the details hold something else, or are broken', () => {
    assert.equal(readRetryDelayMs(statusWith('type.googleapis.com/google.rpc.QuotaFailure', delayOf(2, 0))), undefined);
    assert.equal(readRetryDelayMs(new Uint8Array()), undefined);
    assert.equal(readRetryDelayMs(statusWith(type, delayOf(2, 0)).subarray(0, 40)), undefined);
    assert.equal(readRetryDelayMs(Buffer.from('no message at all')), undefined);
  });
});

describe('the resource of log records', () => {
  it('ends with the trimmed name of the host', () => {
    const found = logResourceOf({ 'service.name': 'acme', env: 'test' }, () => ' box-1\n');
    assert.deepEqual(Object.entries(found), [
      ['service.name', 'acme'],
      ['env', 'test'],
      ['host.name', 'box-1'],
    ]);
  });

  it('leaves a blank or unreadable name out, and keeps one that the bus says', () => {
    assert.deepEqual(
      logResourceOf({}, () => '  '),
      {},
    );
    assert.deepEqual(
      logResourceOf({}, () => assert.fail()),
      {},
    );
    assert.deepEqual(
      logResourceOf({ 'host.name': 'mine' }, () => 'box-1'),
      { 'host.name': 'mine' },
    );
  });
});

describe('numbers that no 64-bit integer holds exactly', () => {
  const valueIn = async (encoding: 'json' | 'binary', number: number): Promise<string> => {
    const codec = await loadCodec({
      signal: 'logs',
      encoding,
      context: { resource: () => ({}), cleanAttributes: (all) => all },
      spanAttributes: {},
    });
    return Buffer.from(codec.encode([toolResult({}, { number })])).toString('latin1');
  };

  it('are doubles in JSON from 2^53 on', async () => {
    assert.match(
      await valueIn('json', Number.MAX_SAFE_INTEGER),
      /\{"key":"number","value":\{"intValue":9007199254740991\}\}/,
    );
    assert.match(await valueIn('json', 2 ** 53), /\{"key":"number","value":\{"doubleValue":9007199254740992\}\}/);
    assert.match(await valueIn('json', -1e300), /\{"key":"number","value":\{"doubleValue":-1e\+300\}\}/);
  });

  it('leave everything else in the request as it was', async () => {
    const withDouble = await valueIn('json', 2 ** 53);
    const withInteger = await valueIn('json', 7);
    assert.equal(withDouble.replace('"doubleValue":9007199254740992', '"intValue":7'), withInteger);
  });
});
