/** Markers: texts that nobody else writes, alone or within secrets of many forms, and how they are found again in bytes. */

/** In every marker, in one case or the other. */
export const sentinel = 'zq7xk';

const fill = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const fillTo = (length: number, n: number): string => `${sentinel}${n.toString(36)}Z9${fill}`.slice(0, length);
const label = ['RSA PRIVATE', 'KEY'].join(' ');

/** Secrets that hold the sentinel; each number gives another one. */
const forms: ReadonlyArray<(n: number) => string> = [
  (n) => `${'sk'}-proj-${fillTo(40, n)}`,
  (n) => `${'gh'}p_${fillTo(36, n)}`,
  (n) => `${'gl'}pat-${fillTo(20, n)}`,
  (n) => `${'xox'}b-123456789012-${fillTo(24, n)}`,
  (n) => `Authorization: Bearer ${fillTo(32, n)}`,
  (n) => `Authorization: Basic ${Buffer.from(`user:${fillTo(16, n)}`).toString('base64')}`,
  (n) => `password=${fillTo(14, n)}`,
  (n) => JSON.stringify({ api_key: fillTo(20, n) }),
  (n) => JSON.stringify({ body: JSON.stringify({ access_token: fillTo(20, n) }) }),
  (n) => `https://deploy:${fillTo(20, n)}@git.example.com/x.git`,
  (n) => `https://example.com/callback?code=${fillTo(24, n)}&page=2`,
  (n) => Buffer.from(`export TOKEN=${fillTo(24, n)}\n`).toString('base64'),
  (n) => `-----BEGIN ${label}-----\nMIIEpAIBAAKCAQEA${fillTo(48, n)}\n-----END ${label}-----`,
  (n) => `AWS_SECRET_ACCESS_KEY=${fillTo(40, n)}`,
  (n) => encodeURIComponent(`client_secret=${fillTo(24, n)}`),
];

/** A secret for a number; neighbours have different forms. */
export const secretOf = (n: number): string => (forms[n % forms.length] ?? forms[0])?.(n) ?? '';

/** A secret of one word, such as may stand in a name. */
export const secretWordOf = (n: number): string => forms[n % 4]?.(n) ?? '';

/** A text that no pattern knows: what must stay where its class or its switch keeps it. */
export const markOf = (n: number): string => `words ${sentinel}${n.toString(36)} words`;

/** The sentinel as it reads in base64, wherever it begins: its bytes that do not depend on their neighbours. */
const inBase64 = [0, 1, 2].map((before) => {
  const encoded = Buffer.from('a'.repeat(before) + sentinel).toString('base64');
  return encoded.slice(Math.ceil((before * 4) / 3), Math.floor(((before + sentinel.length) * 4) / 3));
});

/** How often the sentinel stands in bytes that were read as Latin-1, plain or in base64. */
export function countMarkers(text: string): number {
  return (
    text.toLowerCase().split(sentinel).length - 1 + inBase64.reduce((sum, form) => sum + text.split(form).length - 1, 0)
  );
}
