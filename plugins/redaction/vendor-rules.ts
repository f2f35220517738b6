/** Rules for the keys and tokens of vendors that may be short, each with a mark of its own. */
import { follows } from './boundary.js';
import { markOf } from './mark.js';
import { endOf, isCutAt, type Rule, type Span } from './rule.js';
import { shortForms, type TokenForm } from './vendor-tokens.js';

/** Why, for people. */
export const beginsLikeToken = 'begins as such a token does';

const letter = /[A-Za-z]/;
const upperCaseOrDigit = /[A-Z0-9]/;
const bodyOfOpenai = /(?!ant-|or-)[A-Za-z0-9_-]{20,}/y;
/** A key that begins inside a word, where `task-…` and `disk-…` must not be taken for one. */
const bodyOfOpenaiInWord = /(?:[A-Za-z0-9]{20}|(?:proj|svcacct|admin)-[A-Za-z0-9_-]{20})[A-Za-z0-9_-]*/y;
const bodyOfAws = /[A-Z0-9]{16}(?![A-Z0-9])/y;
const bodyOfAzure = /[A-Za-z0-9_~.-]{31,34}/y;
const cutBodyOfAzure = /[A-Za-z0-9_~.-]{8,30}/y;
const beforeAzure = /[A-Za-z0-9_~.-]{3}\d$/;

const openai: Rule = {
  kind: 'openai-key',
  because: beginsLikeToken,
  marks: [markOf('sk-')],
  find: (text, at, end) => from(at, endOf(follows(letter, text, at) ? bodyOfOpenaiInWord : bodyOfOpenai, text, end)),
};

const aws: Rule = {
  kind: 'aws-key',
  because: beginsLikeToken,
  marks: ['AKIA', 'ASIA', 'ABIA', 'ACCA'].map((prefix) => markOf(prefix)),
  find: (text, at, end) => (follows(upperCaseOrDigit, text, at) ? undefined : from(at, endOf(bodyOfAws, text, end))),
};

/** A client secret of Entra ID: three characters and a digit before the mark. */
const azure: Rule = {
  kind: 'azure-secret',
  because: 'has the form of a client secret',
  marks: [markOf('Q~')],
  find(text, at, end) {
    if (!beforeAzure.test(text.slice(Math.max(0, at - 4), at))) return undefined;
    const cutAt = endOf(cutBodyOfAzure, text, end);
    return from(
      at - 4,
      endOf(bodyOfAzure, text, end) ?? (cutAt !== undefined && isCutAt(text, cutAt) ? cutAt : undefined),
    );
  },
};

/** The rules. */
export const vendorRules: readonly Rule[] = [...shortForms.map(toRule), openai, aws, azure];

function toRule({ kind, prefixes, body }: TokenForm): Rule {
  const sticky = new RegExp(body, 'y');
  return {
    kind,
    because: beginsLikeToken,
    marks: prefixes.map((prefix) => markOf(prefix)),
    find: (text, at, end) => from(at, endOf(sticky, text, end)),
  };
}

const from = (start: number, end: number | undefined): Span | undefined =>
  end === undefined ? undefined : { start, end };
