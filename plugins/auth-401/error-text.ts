/** The text of an error as telemetry may bear it: one of the known texts, or the cleaned beginning of its message. */
import { closedErrorText, messageOf } from '../../core/index.js';
import { cleanText } from '../redaction/index.js';

/** Most characters of a free text. */
const maxLength = 200;

/** The scan sees more than what is kept, so that a secret is known by its end, too. */
const maxScannedLength = 4_096;

const url = /\b[A-Za-z][A-Za-z0-9+.-]*:\/\/\S*/g;

/** A word in the form of a variable's name. */
const variableName = /\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g;

/**
 * For `error.message`. The known texts (`http 401`, `timeout`, `rate limit exceeded` …) say what an error was without a word of
 * whoever sent it, and are facts: they travel without a switch. Of any other error it is the message, cleaned by the rules of
 * the set `default`, without URLs and names of variables, and then cut to 200 characters of one line; as an `error.message` it is
 * content, which travels by `log_error_text` only. The message of a `SyntaxError` quotes what could not be parsed, so only its name is
 * told. An error that says nothing is an `error`. Never throws.
 */
export function errorText(error: unknown): string {
  try {
    return closedErrorText(error) ?? freeText(error);
  } catch {
    return 'error';
  }
}

function freeText(error: unknown): string {
  if (error instanceof SyntaxError) return 'SyntaxError';
  const message = messageOf(error);
  if (typeof message !== 'string') return 'error';
  const line = cleanText(message.slice(0, maxScannedLength).toWellFormed())
    .replace(url, '[URL]')
    .replace(variableName, '[NAME]')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();
  return cutAt(line, maxLength) || 'error';
}

/** A cut splits no character. */
function cutAt(text: string, length: number): string {
  const isSplit = (text.charCodeAt(length - 1) & 0xfc00) === 0xd800;
  return text.length > length ? text.slice(0, isSplit ? length - 1 : length) : text;
}
