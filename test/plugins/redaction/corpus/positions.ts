/** The places in which a secret stands: what tools print and hosts report. */

/** One place. */
export interface Position {
  readonly name: string;
  /** Puts a text there; `secret` is the part of it that must be gone. */
  readonly put: (text: string, secret: string) => string;
  /** What of the secret may be seen there, where it is not the secret itself. */
  readonly seen?: (secret: string) => string;
}

const json = (value: unknown): string => JSON.stringify(value);
/** As it stands within a JSON string. */
const inJson = (text: string): string => json(text).slice(1, -1);
const log = 'started the worker and read its settings from the file that stands beside it, as it always does. ';

export const positions: readonly Position[] = [
  { name: 'alone', put: (text) => text },
  { name: 'in a sentence', put: (text) => `please use ${text} for the deployment` },
  { name: 'in double quotes', put: (text) => `value = "${text}"` },
  { name: 'in single quotes', put: (text) => `curl -H '${text}' https://example.com` },
  { name: 'in backticks', put: (text) => `run \`${text}\` first` },
  { name: 'in a JSON member', put: (text) => json({ n: 1, note: text, ok: true }), seen: inJson },
  { name: 'in JSON in JSON', put: (text) => json({ body: json({ note: text }) }), seen: (secret) => inJson(inJson(secret)) },
  { name: 'in a URL', put: (text) => `GET https://example.com/x?note=${encodeURIComponent(text)}&page=2`, seen: encodeURIComponent },
  { name: 'in a dump of the environment', put: (text) => `HOME=/root\nSETTING=${text}\nPATH=/usr/bin\n` },
  { name: 'in an added line of a diff', put: (text) => `@@ -1 +1 @@\n-old\n${text.replace(/^/gm, '+')}\n context\n` },
  { name: 'in base64 of a line', put: (text) => `payload: ${Buffer.from(`setting: ${text}\n`).toString('base64')}` },
  { name: 'in base64 within JSON', put: (text) => json({ data: Buffer.from(`setting: ${text}\n`).toString('base64') }) },
  { name: 'before a cut', put: (text, secret) => cutWithin(log.repeat(3) + text, secret), seen: (secret) => secret.slice(0, restOf(secret)) },
  {
    name: 'before a cut and its mark',
    put: (text, secret) => `${cutWithin(log + text, secret)}\n[... telemetry preview truncated ...]`,
    seen: (secret) => secret.slice(0, restOf(secret)),
  },
  { name: 'beside multi-byte text', put: (text) => `schlüssel: «${text}» 鍵は秘密です 🔑` },
  { name: 'after an escaped line feed', put: (text) => `"first line\\n${inJson(text)}\\nlast line"`, seen: inJson },
  { name: 'after a colour of a terminal', put: (text) => `\u001b[32m${text}\u001b[0m done` },
  { name: 'in a header dump', put: (text) => `> POST /v1 HTTP/1.1\r\n> X-Note: ${text}\r\n> Accept: */*\r\n` },
  { name: 'in an error and its stack', put: (text) => `Error: refused: ${text}\n    at send (/app/send.js:12:5)\n    at main (/app/main.js:3:1)` },
  { name: 'in a list in brackets', put: (text) => `args: [${text}, --verbose]` },
  { name: 'in XML', put: (text) => `<entry><note>${text}</note></entry>` },
  { name: 'in a URL in a URL', put: (text) => `https://example.com/x?to=${encodeURIComponent(encodeURIComponent(text))}`, seen: (secret) => encodeURIComponent(encodeURIComponent(secret)) },
  { name: 'in numbered lines', put: (text) => text.replace(/^/gm, 'notes.txt:12:\t') },
  { name: 'in a log line', put: (text) => text.replace(/^/gm, '2026-01-02T10:00:00.000Z INFO worker-1 ') },
  { name: 'in the middle of 40 kB', put: (text) => `${log.repeat(200)}${text} ${log.repeat(200)}` },
]; // biome-ignore format: a table

/** Three quarters, so that enough is left to be of use to somebody. */
const restOf = (secret: string): number => Math.ceil(secret.length * 0.75);

/** The text up to a place within the secret. */
const cutWithin = (text: string, secret: string): string => text.slice(0, text.indexOf(secret) + restOf(secret));
