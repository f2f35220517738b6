/** Acknowledgement by destinations that take OTLP/HTTP JSON and say so in their own words. */
import type { Outcome, Reply } from '../../core/index.js';
import { acknowledge, notAnAnswer, readObject, readRejectedFromJson } from './acknowledgement.js';
import { decompressAnswer } from './compression.js';
import type { SignalName } from './signals.js';

/**
 * The outcome of a reply whose status is a success, whatever its content type. Taken are an empty body, an OTLP response in JSON
 * with its partial success, and an object in which `isOwnWord` sees a success. Anything else, such as the page of a captive portal,
 * is no answer: the records are kept and tried again.
 */
export async function acknowledgeJson(
  signal: SignalName,
  reply: Reply,
  records: number,
  isOwnWord: (answer: Readonly<Record<string, unknown>>) => boolean,
): Promise<Outcome> {
  const body = reply.isCut ? undefined : await decompressAnswer(reply);
  if (!body) return notAnAnswer;
  const readRejected = readRejectedFromJson(signal);
  return acknowledge(body, records, (bytes) => (isOwnWord(readObject(bytes)) ? 0 : readRejected(bytes)));
}
