/** Which of the known texts says what an error was; the known texts are facts, so they travel without a switch. */
import { isClosedErrorText } from '../catalogue/error-text.js';
import { partOf } from '../part-of.js';

/** By the code or type that the model's API gives an error. */
const textsByCode: ReadonlyMap<unknown, string> = new Map([
  ['context_length_exceeded', 'context window exceeded'],
  ['insufficient_quota', 'quota exceeded'],
  ['usage_not_included', 'usage not included'],
  ['rate_limit_exceeded', 'rate limit exceeded'],
  ['server_is_overloaded', 'server overloaded'],
  ['slow_down', 'server overloaded'],
  ['invalid_prompt', 'invalid request'],
  ['invalid_request_error', 'invalid request'],
  ['cyber_policy', 'cyber policy'],
  ['bio_policy', 'bio policy'],
  ['misalignment_policy_violation', 'misalignment policy violation'],
]);

/** By the code that Node, or the `fetch` in it, gives a failure of the connection. */
const timeouts = /^(?:ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(?:CONNECT|HEADERS|BODY)_TIMEOUT)$/;
const connectionFailures =
  /^(?:ECONN(?:REFUSED|RESET|ABORTED)|ENOTFOUND|EAI_AGAIN|E(?:HOST|NET)UNREACH|EPIPE|EPROTO|UND_ERR_SOCKET)$/;
const tlsFailures = /^(?:ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** How far `cause` is followed. */
const maxDepth = 4;

/** A status of HTTP, of a response or of an error that bears one. */
export function statusOf(source: unknown): number | undefined {
  const status = partOf(source, 'status') ?? partOf(source, 'statusCode');
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status < 600 ? status : undefined;
}

/**
 * The known text of an error, or nothing: that of its code, where the model's API gave it one; `http <status>` of a response, or
 * of an error that bears one; `timeout`; `error sending request` where the connection failed; or its message, where that is a
 * known text already. Throws what a getter throws.
 */
export function closedErrorText(error: unknown): string | undefined {
  return textByCode(error) ?? textByStatus(error) ?? textOfFailure(error, maxDepth) ?? knownMessage(error);
}

function textByCode(error: unknown): string | undefined {
  const inner = partOf(error, 'error');
  for (const source of [error, inner]) {
    const text = textsByCode.get(partOf(source, 'code')) ?? textsByCode.get(partOf(source, 'type'));
    if (text !== undefined) return text;
  }
  return undefined;
}

function textByStatus(error: unknown): string | undefined {
  const status = statusOf(error) ?? statusOf(partOf(error, 'response'));
  return status === undefined ? undefined : `http ${status}`;
}

function textOfFailure(error: unknown, depth: number): string | undefined {
  const [name, code] = [partOf(error, 'name'), partOf(error, 'code')];
  if (name === 'TimeoutError' || (typeof code === 'string' && timeouts.test(code))) return 'timeout';
  if (typeof code === 'string' && (connectionFailures.test(code) || tlsFailures.test(code))) {
    return 'error sending request';
  }
  const cause = partOf(error, 'cause');
  const below = depth > 0 && cause !== undefined ? textOfFailure(cause, depth - 1) : undefined;
  return below ?? (partOf(error, 'message') === 'fetch failed' ? 'error sending request' : undefined);
}

function knownMessage(error: unknown): string | undefined {
  const message = typeof error === 'string' ? error : partOf(error, 'message');
  return typeof message === 'string' && isClosedErrorText(message) ? message : undefined;
}
