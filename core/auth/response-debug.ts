/** What the headers of a refused response say of it: the ids to ask support about, and why. Never the body. */
import type { responseDebugFields } from '../catalogue/auth-fields.js';
import type { DeclaredEvent, FieldsOf } from '../catalogue/define.js';
import { partOf } from '../part-of.js';
import { toPlainText } from './plain-text.js';

/** By the wire names of the fields; what the response does not say is left out. */
export type ResponseDebugContext = FieldsOf<DeclaredEvent<typeof responseDebugFields>>;

/** Most characters of a header that are decoded. */
const maxEncodedLength = 8_192;

/**
 * Of the headers of an error response, as a `Headers`, a `Map`, pairs, or an object of lower-case names: `x-request-id`, else
 * `x-oai-request-id`; `cf-ray`; `x-openai-authorization-error`; and of `x-error-json`, which is JSON in base64, the text at
 * `error.code` and nothing else. Each is at most 200 characters of letters, digits and `._:/ -`; a header that holds anything
 * else, or looks like a token, is left out. Cookies, `www-authenticate` and `authorization` are not read. Never throws.
 */
export function responseDebugContext(headers: unknown): ResponseDebugContext {
  const read = (name: string) => readHeader(headers, name);
  const facts = {
    'auth.request_id': toPlainText(read('x-request-id') ?? read('x-oai-request-id')),
    'auth.cf_ray': toPlainText(read('cf-ray')),
    'auth.error': toPlainText(read('x-openai-authorization-error')),
    'auth.error_code': toPlainText(errorCodeIn(read('x-error-json'))),
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined));
}

/** The value of one header, in whatever form the headers come; only a text counts, and the first of a list. Never throws. */
export function readHeader(headers: unknown, name: string): string | undefined {
  try {
    const get = partOf(headers, 'get');
    if (typeof get === 'function') return textOf(get.call(headers, name));
    if (Array.isArray(headers)) return textOf(headers.find((pair) => lowerCase(partOf(pair, '0')) === name)?.[1]);
    return textOf(partOf(headers, name) ?? partOf(headers, keyOf(headers, name) ?? name));
  } catch {
    return undefined;
  }
}

const keyOf = (headers: unknown, name: string): string | undefined =>
  Object.keys(Object(headers)).find((key) => key.toLowerCase() === name);

const lowerCase = (name: unknown): unknown => (typeof name === 'string' ? name.toLowerCase() : name);

function textOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : undefined;
}

/** Standard base64 with its padding, as upstream reads it; anything else says nothing. */
const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function errorCodeIn(header: string | undefined): unknown {
  if (header === undefined || header.length > maxEncodedLength || !base64.test(header)) return undefined;
  try {
    return partOf(partOf(JSON.parse(Buffer.from(header, 'base64').toString()), 'error'), 'code');
  } catch {
    return undefined;
  }
}
