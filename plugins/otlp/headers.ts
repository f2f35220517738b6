/** Which headers a configuration may set, over HTTP and over gRPC; checked at the start, so that nothing illegal meets a socket. */
import * as v from 'valibot';

const httpName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Latin-1 without control characters. */
const httpValue = /^[\t\x20-\x7e\x80-\xff]*$/;

const grpcName = /^[0-9A-Za-z_.-]+$/;
const grpcValue = /^[\x20-\x7e]*$/;

/** They say how a request is framed, and belong to the transport. */
const ownHttpNames: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'expect',
  'transfer-encoding',
  'upgrade',
]);

const ownGrpcNames: ReadonlySet<string> = new Set(['content-type', 'te', 'host', 'user-agent']);

/** Legal names and values of HTTP/1.1 headers. */
export const httpHeaders = headersOf(
  (name) => httpName.test(name) && !ownHttpNames.has(name.toLowerCase()),
  (value) => httpValue.test(value),
);

/** Legal names and values of gRPC metadata; binary values (`-bin`) have no spelling in a configuration. */
export const grpcHeaders = headersOf(
  (name) => grpcName.test(name) && !/^grpc-|-bin$/i.test(name) && !ownGrpcNames.has(name.toLowerCase()),
  (value) => grpcValue.test(value),
);

/** One of the two sets of rules. */
export type HeaderRules = typeof httpHeaders;

/** Holds headers that came later against the rules; a problem tells a name only where it is legal, since anything else may be a secret. */
export function checkHeaders(
  headers: unknown,
  rules: HeaderRules,
): { readonly headers: Readonly<Record<string, string>> } | { readonly problem: string } {
  const { success, output, issues } = v.safeParse(rules, headers);
  if (success) return { headers: output };
  const place = issues[0].path?.[0];
  if (place === undefined) return { problem: 'the function must return { headers: { name: value } }' };
  if (place.origin === 'key') return { problem: 'a name is not that of a header that codexotel leaves to others' };
  return { problem: `the value of ${String(place.key)} must be one line of printable characters` };
}

function headersOf(isName: (name: string) => boolean, isValue: (value: string) => boolean) {
  return v.record(
    v.pipe(v.string(), v.check(isName, 'must be the name of a header that is not set by the transport itself')),
    v.pipe(
      v.string('must be text'),
      v.check(isValue, 'must be a legal header value: no line breaks, no control characters'),
    ),
    'must be a table of names and values',
  );
}
