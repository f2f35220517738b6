/** The recent events of a bus as lines of text, within a bound of bytes: what a report may bring along as its log. */

interface Line {
  readonly conversation: string;
  /** With its line break. */
  readonly bytes: Buffer;
}

/** As Codex keeps. */
export const standardRingBytes = 4 * 1_024 * 1_024;

/** Keeps the latest lines; the oldest go first. */
export class EventRing {
  #lines: Line[] = [];
  /** Lines before it have gone. */
  #first = 0;
  #bytes = 0;

  constructor(private readonly maxBytes: number = standardRingBytes) {}

  /** Adds a line. Of one that is longer than the ring, its end is kept. */
  push(conversation: string, line: string): void {
    const whole = Buffer.from(`${line}\n`);
    const bytes = whole.byteLength > this.maxBytes ? whole.subarray(fromCharacter(whole, this.maxBytes)) : whole;
    this.#lines.push({ conversation, bytes });
    this.#bytes += bytes.byteLength;
    while (this.#bytes > this.maxBytes) this.#dropFirst();
  }

  /** The lines of a conversation, oldest first. */
  read(conversation: string): Buffer {
    const own = this.#lines.slice(this.#first).filter((line) => line.conversation === conversation);
    return Buffer.concat(own.map(({ bytes }) => bytes));
  }

  #dropFirst(): void {
    this.#bytes -= this.#lines[this.#first]?.bytes.byteLength ?? 0;
    this.#first++;
    if (this.#first < 1_024 || this.#first < this.#lines.length / 2) return;
    this.#lines = this.#lines.slice(this.#first);
    this.#first = 0;
  }
}

/** Where the last `length` bytes begin, moved on to the beginning of a character. */
function fromCharacter(bytes: Buffer, length: number): number {
  let at = bytes.byteLength - length;
  while (at < bytes.byteLength && ((bytes[at] ?? 0) & 0xc0) === 0x80) at++;
  return at;
}
