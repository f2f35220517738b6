/** Headers of an exporter: what cannot stand in a request is told here, before it could fail or be dropped silently on the wire. */
import * as v from 'valibot';
import { says } from './finding.js';
import { isMapping } from './plain.js';

/** What the transport allows; without flags, which a JSON Schema does not know. */
export interface HeaderRules {
  readonly name: RegExp;
  readonly value: RegExp;
}

export const headerRules = {
  /** RFC 9110: a token, and visible characters up to U+00FF. */
  http: {
    name: /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/,
    value: /^[ -~\u00a0-\u00ff]*$/,
  },
  /** gRPC metadata: names of letters, digits and `_.-`, texts of visible ASCII; `grpc-` and binary entries are the library's own. */
  grpc: {
    name: /^(?![Gg][Rr][Pp][Cc]-)(?!.*-[Bb][Ii][Nn]$)[0-9A-Za-z_.-]+$/,
    value: /^[ -~]*$/,
  },
} as const satisfies Record<string, HeaderRules>;

/** Headers that frame the message: another value would break the request. */
const ownHeaders = new Set(
  'connection content-encoding content-length content-type expect keep-alive proxy-connection te trailer transfer-encoding upgrade'.split(
    ' ',
  ),
);

/** A mapping of header names to texts. */
export function headers(rules: HeaderRules) {
  const name = v.pipe(
    v.string(),
    v.regex(rules.name, says('is not a legal header name', 'use letters, digits and hyphens')),
    v.check((text) => !ownHeaders.has(text.toLowerCase()), says('is a header that codexotel sets itself', 'remove it')),
  );
  const value = v.pipe(
    v.string(says('must be text', 'put it in quotes')),
    v.regex(/\S/, says('must not be empty', 'give it a value, or remove it')),
    v.regex(
      rules.value,
      says(
        'must be one line of printable characters',
        'take out line breaks and control characters, here or in its variable',
      ),
    ),
  );
  return v.pipe(
    v.custom<Record<string, unknown>>(
      isMapping,
      says('must be a mapping of header names to texts', 'write { x-name: "value" }'),
    ),
    v.record(name, value),
    v.rawCheck(({ dataset, addIssue }) => {
      const seen = new Set<string>();
      const input: unknown = dataset.value;
      for (const key of isMapping(input) ? Object.keys(input) : []) {
        const message = says('stands there twice, in another case', 'keep one of them');
        if (seen.has(key.toLowerCase()))
          addIssue({ message, path: [{ type: 'object', origin: 'key', input: {}, key, value: undefined }] });
        seen.add(key.toLowerCase());
      }
    }),
  );
}
