/** Tells `token = nextToken();` from `token = hunter22hunter22`: what stands behind the name of a secret in a program is code. */
import type { Span } from './rule.js';

/** Characters of a value that are looked at; a longer one is no expression. */
export const lookLength = 128;

/** Beginnings that no secret has: of a variable, a template, a placeholder, a tag, a list, a mapping. */
const beginning = /^(?:[${<([]|%[({]|\*{3}|\.{3})/;
/** A name of a program, or a path of names such as `this.token`, and what follows it. */
const names = /^[!&*-]{0,2}([A-Za-z_$][\w$]*(?:(?:\?\.|!?\.|::|->)[A-Za-z_$][\w$]*)*)[!?]?(.?)/;
const path = /\.|::|->/;
const hasDigit = /\d/;
/** What follows a name in a statement, a list of arguments or a type. */
const endOfExpression = /[;,)}\]:|&<]/;
const keyword =
  /^(?:undefined|function|required|optional|disabled|enabled|readonly|unknown|boolean|instanceof|password|redacted|placeholder)$/i;

/**
 * Whether a bare value is code. `isSpaced`: a blank stands between name and value, as in programs and prose; without one,
 * as in an environment or a URL, only a call or a path of names is code.
 */
export function looksLikeCode(text: string, { start, end }: Span, isSpaced: boolean): boolean {
  const value = text.slice(start, Math.min(end, start + lookLength));
  if (beginning.test(value)) return true;
  const [, name = '', next = ''] = names.exec(value) ?? [];
  if (name === '') return false;
  const isCall = next === '(' || next === '[';
  if (hasDigit.test(name)) return isCall && isSpaced;
  if (isCall) return true;
  if (path.test(name)) return true;
  return isSpaced && (endOfExpression.test(next) || (next === '' && keyword.test(name)));
}
