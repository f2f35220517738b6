import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Outcome } from '../../../core/index.js';
import { attempt, closeSinks, openSink, someEvents } from './support.js';

const acked: Outcome = { kind: 'acked' };
const noAnswer: Outcome = { kind: 'retry', reason: 'not_an_otlp_answer' };
const mebibyte = 2 ** 20;

/** A partial success of two records, in protobuf: field 1, four bytes long, in it field 1 with the number. */
const twoRejected = Buffer.from([0x0a, 0x02, 0x08, 0x02]);
const types = { binary: 'application/x-protobuf', json: 'application/json' } as const;

describe('the acknowledgement of OTLP over HTTP', () => {
  let server: Server;
  let respond: (response: ServerResponse) => void;
  let requests: number;
  beforeEach(async () => {
    requests = 0;
    server = createServer((request, response) => {
      requests++;
      request.resume().once('end', () => respond(response));
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(async () => {
    await closeSinks();
    server.closeAllConnections();
    server.close();
  });
  const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const outcomeOf = (protocol: 'binary' | 'json', body: string | Buffer, headers: Record<string, string> = {}) => {
    respond = (response) => void response.writeHead(200, headers).end(body);
    return attempt(openSink({ 'otlp-http': { endpoint: `${url()}/v1/logs`, protocol } }), someEvents(3));
  };

  const jsonCases: ReadonlyArray<readonly [body: string, outcome: Outcome]> = [
    ['', acked],
    ['{}', acked],
    [' {"partialSuccess":{"errorMessage":"slow down"}}', acked],
    ['{"partialSuccess":null}', acked],
    ['{"partialSuccess":{"rejectedLogRecords":"2"}}', { kind: 'acked', rejected: 2, reason: 'partial_success' }],
    ['{"partial_success":{"rejected_log_records":2}}', { kind: 'acked', rejected: 2, reason: 'partial_success' }],
    ['<html></html>', noAnswer],
    ['{"error":"sign in first"}', noAnswer],
    ['{"partialSuccess":"no"}', noAnswer],
    ['[]', noAnswer],
    ['null', noAnswer],
    ['{', noAnswer],
  ];
  for (const [body, outcome] of jsonCases) {
    it(`in JSON: ${body || 'an empty body'} is ${outcome.kind}`, async () => {
      assert.deepEqual(await outcomeOf('json', body, { 'content-type': types.json }), outcome);
    });
  }

  it('in protobuf: a partial success counts the rejected, text is no answer', async () => {
    const type = { 'content-type': types.binary };
    assert.deepEqual(await outcomeOf('binary', twoRejected, type), {
      kind: 'acked',
      rejected: 2,
      reason: 'partial_success',
    });
    assert.deepEqual(await outcomeOf('binary', '<html></html>', type), noAnswer);
    assert.deepEqual(await outcomeOf('binary', '{}', { 'content-type': 'text/html' }), noAnswer);
  });

  for (const protocol of ['binary', 'json'] as const) {
    const body = protocol === 'binary' ? twoRejected : '{"partialSuccess":{"rejectedLogRecords":2}}';
    const type = { 'content-type': types[protocol] };
    const gzip = { ...type, 'content-encoding': 'gzip' };

    it(`${protocol}: reads a compressed answer, and no further than 4 MiB`, async () => {
      assert.equal((await outcomeOf(protocol, gzipSync(body), gzip)).kind, 'acked');
      const bomb = Buffer.concat([Buffer.from(protocol === 'json' ? '{}' : []), Buffer.alloc(64 * mebibyte, ' ')]);
      assert.deepEqual(await outcomeOf(protocol, gzipSync(bomb), gzip), noAnswer);
      assert.deepEqual(await outcomeOf(protocol, gzipSync(body).subarray(0, 10), gzip), noAnswer);
      assert.deepEqual(await outcomeOf(protocol, body as string, { ...type, 'content-encoding': 'br' }), noAnswer);
    });

    it(`${protocol}: an answer of more than 4 MiB is none, and is not read to its end`, async () => {
      let written = 0;
      respond = (response) => {
        response.writeHead(200, type);
        const more = () => {
          while (!response.destroyed && written < 200 * mebibyte) {
            written += mebibyte;
            if (!response.write(Buffer.alloc(mebibyte, ' '))) return void response.once('drain', more);
          }
        };
        more();
      };
      const sink = openSink({ 'otlp-http': { endpoint: `${url()}/v1/logs`, protocol } });
      assert.deepEqual(await attempt(sink, someEvents(1)), noAnswer);
      assert.ok(written < 50 * mebibyte, `${written} bytes`);
    });

    for (const status of [301, 302, 303, 307, 308]) {
      it(`${protocol}: a redirect by ${status} is not followed`, async () => {
        respond = (response) => void response.writeHead(status, { location: `${url()}/elsewhere` }).end();
        const headers = { authorization: 'Bearer canary' };
        const sink = openSink({ 'otlp-http': { endpoint: `${url()}/v1/logs`, protocol, headers } });
        assert.deepEqual(await attempt(sink, someEvents(1)), { kind: 'rejected', reason: `http_${status}` });
        assert.equal(requests, 1);
      });
    }
  }
});
