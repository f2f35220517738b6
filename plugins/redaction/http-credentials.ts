/** Credentials as they travel over HTTP: bearer and basic, web tokens, the user part of a URL, secret addresses and parameters. */
import { isWordStart } from './boundary.js';
import { markOf } from './mark.js';
import { endOf, isCutAt, type Rule, type Span, spanOf } from './rule.js';
import { endOfToken } from './word.js';

const blanks = /(?:[ \t]|%(?:25){0,3}20|\+)+/y;
/** The token after `Bearer`: at least 16 characters, as Codex has it. */
const bearerToken = /(?:[A-Za-z0-9._~+/-]|%(?:25){0,3}2[BbFf]){16,}(?:=|%(?:25){0,3}3[Dd])*/y;
const cutBearerToken = /[A-Za-z0-9._~+/-]{8,15}/y;

const bearer: Rule = {
  kind: 'bearer-token',
  because: 'stands behind the word Bearer',
  marks: [markOf('bearer', true)],
  find(text, at, end) {
    const start = isWordStart(text, at) ? endOf(blanks, text, end) : undefined;
    if (start === undefined) return undefined;
    return spanOf(bearerToken, text, start) ?? ifCut(text, spanOf(cutBearerToken, text, start));
  },
};

/** A name and a password in base64. */
const basicCredentials = /(?:[A-Za-z0-9+/_-]|%(?:25){0,3}2[BbFf]){6,}(?:=|%(?:25){0,3}3[Dd])*/y;
/** Characters of base64 in which the colon of credentials is looked for. */
const firstLookLength = 256;
const pairOfTexts = /^[\t\x20-\x7e\x80-\xff]*:[\t\x20-\x7e\x80-\xff]*$/;

const basic: Rule = {
  kind: 'basic-credentials',
  because: 'stands behind the word Basic, and is a name and a password in base64',
  marks: [markOf('basic', true)],
  find(text, at, end) {
    const start = isWordStart(text, at) ? endOf(blanks, text, end) : undefined;
    return start === undefined ? undefined : pairAt(text, start);
  },
};

/** A name and a password in base64 that begin at a place. Their end is looked for only when their beginning shows them. */
export function pairAt(text: string, start: number): Span | undefined {
  const look = text.slice(start, start + firstLookLength);
  const beginning = look.slice(0, endOf(basicCredentials, look, 0) ?? 0);
  const isPair = pairOfTexts.test(Buffer.from(decodePercent(beginning), 'base64').toString('latin1'));
  return isPair ? spanOf(basicCredentials, text, start) : undefined;
}

const decodePercent = (text: string): string =>
  text
    .replace(/%(?:25){0,3}2[Bb]/g, '+')
    .replace(/%(?:25){0,3}2[Ff]/g, '/')
    .replace(/%(?:25){0,3}3[Dd]/g, '=');

const minPartLength = 10;

/** Three parts, of which the first is JSON in base64; five, where it is encrypted. */
const webToken: Rule = {
  kind: 'jwt',
  because: 'has the form of a JSON web token',
  marks: [markOf('eyJ')],
  find(text, at) {
    const headerEnd = endOfToken(text, at);
    if (headerEnd - at < minPartLength) return undefined;
    if (text.charAt(headerEnd) !== '.') return isCutAt(text, headerEnd) ? { start: at, end: headerEnd } : undefined;
    let end = headerEnd;
    for (let part = 2; part <= 5 && text.charAt(end) === '.'; part++) end = endOfToken(text, end + 1);
    return end - headerEnd > minPartLength ? { start: at, end } : undefined;
  },
};

const userInfo = /[^\s/?#"'`\\<>]*(?=@[A-Za-z0-9[])/y;
const encodedUserInfo = /(?:[^\s/?#"'`\\<>%]|%(?!(?:25){0,3}(?:2[Ff3]|3[Ff]|40|0)))*(?=%(?:25){0,3}40[A-Za-z0-9%])/y;
/** A name and a password that is no port, or what is too long for a host without a dot. */
const cutUserInfo = /[^\s/?#"'`\\<>@:.]*:(?![0-9]{1,5}(?:\s|$))[^\s/?#"'`\\<>@:]{4,}|[A-Za-z0-9_-]{20,}/y;
const encodedCutUserInfo = /[A-Za-z0-9_-]*%(?:25){0,3}3[Aa](?![0-9]{1,5}(?:\s|$))[A-Za-z0-9_-]{4,}|[A-Za-z0-9_-]{20,}/y;
const colon = /:|%(?:25){0,3}3[Aa]/;
/** A user's name alone is no secret unless it is as long as a token. */
const minUserLength = 20;
/** The colon, and a password of one character behind no name. */
const minPairLength = 2;

const urlCredentials: Rule = {
  kind: 'credentials',
  because: 'stands before the @ of a URL',
  marks: [markOf('://'), markOf(':\\/\\/'), markOf('%3A%2F%2F', true), markOf('%253A%252F%252F', true)],
  find(text, _, end) {
    const isPlain = text.charAt(end - 1) === '/';
    const span = spanOf(isPlain ? userInfo : encodedUserInfo, text, end);
    if (!span) return ifCut(text, spanOf(isPlain ? cutUserInfo : encodedCutUserInfo, text, end));
    const minLength = colon.test(text.slice(span.start, span.end)) ? minPairLength : minUserLength;
    return span.end - span.start >= minLength ? span : undefined;
  },
};

const secretPath = /(?:\/|%(?:25){0,3}2[Ff])[A-Za-z0-9_@./%-]{16,}/y;

const webhook: Rule = {
  kind: 'webhook-url',
  because: 'is the secret part of the address of a webhook',
  marks: [
    'hooks.slack.com', 'hooks.slack-gov.com', 'discord.com/api/webhooks', 'discordapp.com/api/webhooks', 'discord.com%2Fapi%2Fwebhooks', 'discord.com%252Fapi%252Fwebhooks', 'discord.com%2fapi%2fwebhooks',
    'webhook.office.com', 'hooks.zapier.com',
  ].map((host) => markOf(host)), // biome-ignore format: a list
  find: (text, _, end) => spanOf(secretPath, text, end),
};

const botToken = /[A-Za-z0-9_-]{32,}/y;
const cutBotToken = /[A-Za-z0-9_-]{8,31}/y;
const botNumber = /\d{8,10}$/;

const telegram: Rule = {
  kind: 'telegram-token',
  because: 'has the form of a token of a bot',
  marks: [':AA', '%3AAA', '%253AAA', '%3aAA'].map((text) => markOf(text)),
  find(text, at, end) {
    const number = botNumber.exec(text.slice(Math.max(0, at - 10), at))?.[0];
    if (number === undefined) return undefined;
    const token = spanOf(botToken, text, end) ?? ifCut(text, spanOf(cutBotToken, text, end));
    return token && { start: at - number.length, end: token.end };
  },
};

/** `code`, `state`, `key` and signatures; the others of the list are named like secrets, and so are told in any text. */
const parameterName =
  /(?:amp;|#38;)?(?:code(?:_verifier)?|state|key|sig(?:nature)?|assertion|hmac|x-(?:amz|goog)-(?:signature|credential))(?:=|%(?:25){0,3}3D)/iy;
const firstOfName = /[cksahx#]/i;
const parameterValue = /(?:[^\s&#"'`<>\\;,(){}[\]%]|%(?!(?:25){0,3}2[63]))+/y;
/** As of any value that is known by its name only. */
const minParameterLength = 8;

/** The parameters of a sign-in (E.2 of Codex) whose names say nothing elsewhere. */
const parameter: Rule = {
  kind: 'url-parameter',
  because: 'is the value of a secret parameter of a URL',
  marks: ['?', '&', '%3F', '%26', '%253F', '%2526', '\\u0026'].map((text) => markOf(text, true)),
  find(text, _, end) {
    const start = firstOfName.test(text.charAt(end)) ? endOf(parameterName, text, end) : undefined;
    const span = start === undefined ? undefined : spanOf(parameterValue, text, start);
    return span && span.end - span.start >= minParameterLength ? span : undefined;
  },
};

const ifCut = (text: string, span: Span | undefined): Span | undefined =>
  span && isCutAt(text, span.end) ? span : undefined;

/** The rules. */
export const httpRules: readonly Rule[] = [bearer, basic, webToken, urlCredentials, webhook, telegram, parameter];
