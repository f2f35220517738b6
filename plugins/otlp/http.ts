/** OTLP over HTTP: one POST a request. */
import { createPoster, type Deadline, outcomeOfHttp, type Sink, userAgent } from '../../core/index.js';
import { acknowledge, notAnAnswer, readRejectedFromJson, readRejectedFromProtobuf } from './acknowledgement.js';
import { decompressAnswer, gzip } from './compression.js';
import { describeEndpoint } from './destination.js';
import { openHeaderSource, sendWithFresh } from './header-source.js';
import { httpHeaders } from './headers.js';
import type { HttpExporter } from './options.js';
import { findProxy, throughProxy } from './proxy.js';
import { createSignalSink, type SinkCommons, type Transport } from './signal-sink.js';
import { type TlsFiles, toTexts } from './tls.js';
import { openTlsSource } from './tls-source.js';

const requestTypes = { json: 'application/json', binary: 'application/x-protobuf' } as const;

/** What OTLP/HTTP recommends a server to take at least. */
const maxBodyBytes = 20 * 2 ** 20;

/**
 * Prepares the sink of one signal; nothing is loaded or connected before the first attempt.
 *
 * @throws CodexotelError `ERR_CONFIG` when certificates, headers or the proxy cannot be used
 */
export function createHttpSink(exporter: HttpExporter, commons: SinkCommons): Sink {
  const proxy = findProxy(exporter, commons.context.env, /^https?:/i);
  return createSignalSink({
    ...commons,
    description: `OTLP/HTTP ${exporter.protocol} to ${describeEndpoint(exporter.endpoint)}${throughProxy(proxy)}`,
    encoding: exporter.protocol,
    transport: createHttpTransport(exporter, proxy, commons),
    timeoutMs: exporter.timeoutMs,
    maxBodyBytes,
  });
}

function createHttpTransport(
  exporter: HttpExporter,
  proxy: string | undefined,
  { signal, context }: SinkCommons,
): Transport {
  const { endpoint, protocol, compression } = exporter;
  const readers = {
    'application/json': readRejectedFromJson(signal),
    'application/x-protobuf': readRejectedFromProtobuf(signal),
  } as const;
  const isReadable = (type: string): type is keyof typeof readers => Object.hasOwn(readers, type);
  const source = openHeaderSource(exporter, httpHeaders, context);
  const certificates = openTlsSource(exporter.tls, context);
  const open = (tls: TlsFiles) => createPoster({ url: endpoint, headers: { 'user-agent': userAgent }, tls, proxy });
  let used = certificates.latest();
  let poster = open(used);
  let isClosed = false;
  /** Other certificates need other connections. */
  const posterNow = async (deadline: Deadline) => {
    const tls = await certificates.current(deadline);
    if (tls === used || isClosed) return poster;
    poster.close();
    used = tls;
    poster = open(tls);
    return poster;
  };
  const requestType = requestTypes[protocol];
  return {
    async send(message, records, deadline) {
      const body = compression ? await gzip(message) : message;
      const encoding = compression && { 'content-encoding': compression };
      return sendWithFresh(source, deadline, async (headers) => {
        const { post } = await posterNow(deadline);
        const reply = await post(body, requestType, deadline, { ...headers, ...encoding });
        if ('kind' in reply) return reply;
        const outcome = outcomeOfHttp(reply.status, reply.headers, context.now);
        if (outcome.kind !== 'acked') return outcome;
        const answerType = mediaTypeOf(reply.headers['content-type']) ?? requestType;
        const answer = reply.isCut ? undefined : await decompressAnswer(reply);
        if (!answer || (answer.byteLength > 0 && !isReadable(answerType))) return notAnAnswer;
        return acknowledge(answer, records, isReadable(answerType) ? readers[answerType] : readers[requestType]);
      });
    },
    toRequest: (body) => ({
      url: endpoint,
      headers: {
        'user-agent': userAgent,
        ...source.latest(),
        'content-type': requestType,
        'content-length': String(body.byteLength),
      },
      body,
      isGrpc: false,
      tls: toTexts(certificates.latest()),
      ...(proxy !== undefined && { proxy }),
    }),
    close() {
      isClosed = true;
      poster.close();
    },
  };
}

const mediaTypeOf = (contentType: string | undefined): string | undefined =>
  contentType?.split(';', 1)[0]?.trim().toLowerCase();
