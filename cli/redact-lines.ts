/** Redaction of a stream, line by line: a secret that spans lines, such as a private key, is kept together until its last line. */
import type { Finding, Redactor } from '../plugins/redaction/index.js';

/** What the redaction of a stream needs. */
export interface RedactLinesParts {
  readonly redactor: Pick<Redactor, 'find' | 'replace'>;
  /** Told of each secret: its line and column, from 1. */
  readonly note: (line: number, column: number, finding: Finding) => void;
  /** Told of what had to be withheld. */
  readonly withhold: (line: number, problem: string) => void;
}

/** Characters of one line that are kept in memory. */
const maxLineLength = 16 * 1_024 * 1_024;
/** Characters of lines that are kept together. */
const maxBlockLength = 1_024 * 1_024;
const blockBegin = '-----BEGIN';
const blockEnd = '-----END';
const unscanned = '[REDACTED:unscanned]';

/** Yields the text without its secrets; what is between them stays as it is, line ends too. */
export async function* redactLines(chunks: AsyncIterable<string>, parts: RedactLinesParts): AsyncGenerator<string> {
  const { redactor, note, withhold } = parts;
  let block = '';
  let blockLine = 1;
  let line = 1;
  /** Whether the last lines may be the beginning of a secret. */
  let isOpen = false;
  /** Within a private key that was longer than a block: until its end, nothing goes out. */
  let isInKey = false;

  for await (const text of splitLines(chunks)) {
    const isTooLong = text === undefined;
    if (isTooLong) yield* flush();
    if (isTooLong) {
      withhold(line, `it is longer than ${maxLineLength} characters`);
      yield `${unscanned}\n`;
    } else {
      if (block === '') blockLine = line;
      block += text;
      isOpen = staysOpen(text, isOpen);
      if (!isOpen || block.length > maxBlockLength) yield* flush();
    }
    line++;
  }
  yield* flush();

  function* flush(): Generator<string> {
    isOpen = false;
    const text = isInKey ? afterKey(block) : block;
    block = '';
    if (text === '') return;
    isInKey = false;
    yield clean(text);
  }

  /** What follows the end of the key; nothing yet. */
  function afterKey(text: string): string {
    const at = text.indexOf(blockEnd);
    const end = at === -1 ? -1 : text.indexOf('-----', at + blockEnd.length);
    return at === -1 ? '' : text.slice(end === -1 ? at + blockEnd.length : end + 5);
  }

  function clean(text: string): string {
    try {
      const findings = redactor.find(text);
      const placeOf = preparePlaces(text, blockLine);
      let cleaned = '';
      let copied = 0;
      for (const finding of findings) {
        note(...placeOf(finding.start), finding);
        cleaned += text.slice(copied, finding.start) + redactor.replace(text, finding);
        copied = finding.end;
      }
      const last = findings.at(-1);
      isInKey = last?.kind === 'private-key' && !text.slice(last.start, last.end).includes(blockEnd);
      return cleaned + text.slice(copied);
    } catch {
      withhold(blockLine, 'a rule of the configuration failed on it');
      return `${unscanned}\n`;
    }
  }
}

/** Says the line and the column of places that come in order, so that each character is looked at once. */
function preparePlaces(text: string, firstLine: number): (at: number) => [line: number, column: number] {
  let line = firstLine;
  let lineStart = 0;
  let lineEnd = text.indexOf('\n');
  return (at) => {
    while (lineEnd !== -1 && lineEnd < at) {
      line++;
      lineStart = lineEnd + 1;
      lineEnd = text.indexOf('\n', lineStart);
    }
    return [line, at - lineStart + 1];
  };
}

function staysOpen(line: string, wasOpen: boolean): boolean {
  const [begin, end] = [line.lastIndexOf(blockBegin), line.lastIndexOf(blockEnd)];
  return begin === end ? wasOpen : begin > end;
}

/** The lines with their ends; `undefined` in the place of one that is too long. */
async function* splitLines(chunks: AsyncIterable<string>): AsyncGenerator<string | undefined> {
  let rest = '';
  let isSkipping = false;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf('\n'); end !== -1; end = chunk.indexOf('\n', start)) {
      yield isSkipping ? undefined : rest + chunk.slice(start, end + 1);
      rest = '';
      isSkipping = false;
      start = end + 1;
    }
    if (isSkipping) continue;
    rest += chunk.slice(start);
    if (rest.length > maxLineLength) {
      isSkipping = true;
      rest = '';
    }
  }
  if (isSkipping) yield undefined;
  else if (rest !== '') yield rest;
}
