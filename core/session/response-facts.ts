/** What an answer, or a failure, of the model's API says of itself: its status and a few headers, never its body. */
import { partOf } from './part-of.js';
import type { CodexFields } from './parts.js';
import { isSuccessStatus } from './requests.js';

type Facts = Pick<
  CodexFields<'codex.api_request'>,
  'http.response.status_code' | 'error.message' | 'auth.request_id' | 'auth.cf_ray' | 'auth.error' | 'auth.error_code'
>;

/** Most characters of a header that are kept. */
const maxHeaderLength = 256;

/** Of an answer with a `status`, such as a `Response`; of anything else nothing is known. */
export function factsOfAnswer(answer: unknown): Facts {
  const status = statusOf(answer);
  if (status === undefined || isSuccessStatus(status)) return { 'http.response.status_code': status };
  return { 'http.response.status_code': status, 'error.message': `http ${status}`, ...headerFacts(answer) };
}

/** Of what was thrown: the status and headers that an SDK's error bears, else that no answer came. */
export function factsOfFailure(error: unknown): Facts {
  const source = statusOf(error) === undefined ? partOf(error, 'response') : error;
  if (statusOf(source) !== undefined) return factsOfAnswer(source);
  return { 'error.message': partOf(error, 'name') === 'TimeoutError' ? 'timeout' : 'error sending request' };
}

function statusOf(source: unknown): number | undefined {
  const status = partOf(source, 'status') ?? partOf(source, 'statusCode');
  return typeof status === 'number' && Number.isInteger(status) && status >= 100 && status < 600 ? status : undefined;
}

function headerFacts(source: unknown): Facts {
  const headers = partOf(source, 'headers');
  const read = (name: string) => readHeader(headers, name);
  return {
    'auth.request_id': read('x-request-id') ?? read('x-oai-request-id'),
    'auth.cf_ray': read('cf-ray'),
    'auth.error': read('x-openai-authorization-error'),
    'auth.error_code': errorCodeIn(read('x-error-json')),
  };
}

/** A header of a `Headers`, a map, or an object of lower-case names. */
function readHeader(headers: unknown, name: string): string | undefined {
  const get = partOf(headers, 'get');
  const value: unknown = typeof get === 'function' ? get.call(headers, name) : partOf(headers, name);
  return typeof value === 'string' ? value.slice(0, maxHeaderLength) : undefined;
}

/** The text at `error.code` of JSON in base64. */
function errorCodeIn(header: string | undefined): string | undefined {
  if (header === undefined) return undefined;
  try {
    const code = partOf(partOf(JSON.parse(Buffer.from(header, 'base64').toString()), 'error'), 'code');
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}
