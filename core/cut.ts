/** Cuts of text: by UTF-8 bytes, at a character, and so that no cut hides half a secret from a later scan. */

/** How far back a cut looks for a separator; a longer word is long enough to be recognised by its beginning. */
const maxWordLength = 4_096;

/** The longest beginning of `text` of at most `maxBytes` UTF-8 bytes that does not split a character. */
export function cutToBytes(text: string, maxBytes: number): string {
  if (text.length * 3 <= maxBytes) return text;
  const candidate = text.length > maxBytes ? text.slice(0, maxBytes) : text;
  if (candidate.length === text.length && Buffer.byteLength(text) <= maxBytes) return text;
  const bytes = Buffer.from(candidate, 'utf8');
  if (bytes.length <= maxBytes) return detach(candidate);
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

/** The same text in memory of its own: a slice would keep the whole of a long text alive for as long as it waits in a queue. */
const detach = (slice: string): string => Buffer.from(slice, 'utf16le').toString('utf16le');

/** As `cutToBytes`, and then back to the last separator, so that a scanner still sees whole words. */
export function cutBackToSeparator(text: string, maxBytes: number): string {
  const cut = cutToBytes(text, maxBytes);
  if (cut.length === text.length) return text;
  for (let at = cut.length - 1; at >= Math.max(0, cut.length - maxWordLength); at--) {
    if (isSeparator(cut.charCodeAt(at))) return cut.slice(0, at + 1);
  }
  return cut;
}

/** The line that ends a preview, as Codex writes it. */
const previewNotice = '[... telemetry preview truncated ...]';

/** What the log lane shows of a long text: at most `maxBytes` bytes, a line feed, and a notice; a short text as it is. */
export function previewOf(text: string, maxBytes: number): string {
  const cut = cutToBytes(text, maxBytes);
  if (cut.length === text.length) return text;
  return cut === '' || cut.endsWith('\n') ? cut + previewNotice : `${cut}\n${previewNotice}`;
}

/** White space, quotes and punctuation that cannot stand inside a key or a token. */
function isSeparator(code: number): boolean {
  return (
    code <= 0x20 || code === 0x22 || code === 0x27 || code === 0x2c || code === 0x3b || code === 0x60 || code === 0x7c
  );
}
