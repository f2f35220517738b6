/** Headers that carry credentials of any scheme, cookies, and the name and password that npm and Docker keep in base64. */
import { pairAt } from './http-credentials.js';
import { markOf } from './mark.js';
import { endOf, type Rule, spanOf } from './rule.js';

/** Its characters may be percent-encoded, more than once. */
const separator =
  /(?:[\\"']|%(?:25){0,3}2[27]){0,8}(?:[ \t]|%(?:25){0,3}20){0,4}(?:[:=]|%(?:25){0,3}3[AaDd])(?:[ \t]|%(?:25){0,3}20){0,4}(?:[\\"']|%(?:25){0,3}2[27]){0,8}/y;
/** Other schemes, whose token follows as one word; `Bearer` and `Basic` have rules of their own. */
const scheme = /(?:token|apikey|api-key|key|negotiate|ntlm|dpop)(?:[ \t]|%(?:25){0,3}20){1,4}/iy;
/** Schemes whose credentials follow as parameters: a response or a signature, and what it was made from. */
const schemeOfParameters = /(?:aws4-[a-z0-9-]{4,32}|digest|hawk|oauth|signature)(?:[ \t]|%(?:25){0,3}20){1,4}/iy;
const parameters =
  /(?:[A-Za-z][\w-]{0,63}=(?:\\{0,4}"[^"\\\r\n]{0,1024}\\{0,4}"|[^\s"'`\\,]{0,1024})(?:,[ \t]{0,4}(?=[A-Za-z][\w-]{0,63}=))?){1,32}/y;
const credentials = /(?=[^\s"'`,;]{0,64}\d)[A-Za-z0-9._~+/:-]{16,}=*/y;
const pairs = /[^\r\n"'`\\]{8,}/y;
const hasValue = /(?:=|%(?:25){0,3}3[Dd])[^\s;=%]{8}/;
/** Characters of a cookie in which a value is looked for. */
const lookLength = 256;

const authorization: Rule = {
  kind: 'credentials',
  because: 'is the value of a header of credentials',
  marks: [markOf('authorization', true)],
  find(text, _, end) {
    const from = endOf(separator, text, end);
    if (from === undefined) return undefined;
    const firstParameter = endOf(schemeOfParameters, text, from);
    const found = firstParameter === undefined ? undefined : spanOf(parameters, text, firstParameter);
    return found ?? spanOf(credentials, text, firstParameter ?? endOf(scheme, text, from) ?? from);
  },
};

const cookie: Rule = {
  kind: 'cookie',
  because: 'is the value of a header of cookies',
  marks: [markOf('cookie', true)],
  find(text, _, end) {
    const from = endOf(separator, text, end);
    if (from === undefined || !hasValue.test(text.slice(from, from + lookLength))) return undefined;
    return /\d/.test(text.slice(from, from + lookLength)) ? spanOf(pairs, text, from) : undefined;
  },
};

const storedPair: Rule = {
  kind: 'basic-credentials',
  because: 'has the name auth, and is a name and a password in base64',
  marks: [markOf('auth', true)],
  find(text, _, end) {
    const from = endOf(separator, text, end);
    return from === undefined ? undefined : pairAt(text, from);
  },
};

/** The rules. */
export const headerRules: readonly Rule[] = [authorization, cookie, storedPair];
