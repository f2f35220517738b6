/** What a tool gave back, out of the forms in which an output line stores it. */
import { booleanAt, fieldAt, isObject, textAt } from './json.js';

export interface ToolOutput {
  /** Absent when the output is no text at all, but an image: Codex's own words for it are not stored. */
  text?: string;
  hasImage: boolean;
  /** Stored only in the object form. */
  success?: boolean;
}

const TEXT_PARTS = new Set(['input_text', 'output_text', 'text']);
const IMAGE_PARTS = new Set(['input_image', 'output_image', 'image']);

/** A text, a list of content parts, or an object around one of them; undefined for anything else. */
export function readOutput(value: unknown): ToolOutput | undefined {
  if (!isObject(value)) return readBody(value);
  const body = readBody(fieldAt(value, 'content') ?? fieldAt(value, 'content_items') ?? fieldAt(value, 'body'));
  const success = booleanAt(value, 'success');
  return body === undefined || success === undefined ? body : { ...body, success };
}

function readBody(value: unknown): ToolOutput | undefined {
  if (typeof value === 'string') return { text: value, hasImage: false };
  return Array.isArray(value) ? readParts(value) : undefined;
}

/** As Codex does for its preview: the parts that are text and not blank, a line end between them. */
function readParts(parts: readonly unknown[]): ToolOutput {
  const texts: string[] = [];
  let hasImage = false;
  for (const part of parts) {
    if (!isObject(part)) continue;
    const type = textAt(part, 'type') ?? '';
    const text = textAt(part, 'text');
    if (TEXT_PARTS.has(type) && text !== undefined && text.trim() !== '') texts.push(text);
    else if (IMAGE_PARTS.has(type)) hasImage = true;
  }
  return texts.length === 0 && hasImage ? { hasImage } : { text: texts.join('\n'), hasImage };
}

/** The head that Codex writes over the output of a command that ran, up to the line `Output:`. */
const EXECUTED_HEAD =
  /^(?:Chunk ID: \w+\n)?Wall time: [\d.]+ seconds\n(?:Process (?:exited with code -?\d+|running with session ID \d+)\n)?(?:Original token count: \d+\n)?Output:(?:\n|$)/;

/** The words over a text that was cut for the model. */
const CUT_FOR_MODEL = /^(?:Warning: truncated output \(original token count: \d+\)|Total output lines: \d+)\n/;

/** True for the answer of a command that was dispatched, whatever its exit code. */
export function isExecutedOutput(text: string | undefined): boolean {
  return text !== undefined && EXECUTED_HEAD.test(text);
}

/** The cut of the model's copy is not Codex's preview: that one begins with what the command really printed. */
export function restoreCutOutput(text: string, printed: string | undefined): string {
  const head = EXECUTED_HEAD.exec(text)?.[0];
  if (printed === undefined || head === undefined || !CUT_FOR_MODEL.test(text.slice(head.length))) return text;
  return `${head}${printed}`;
}

/** True for the answer to a call that the user interrupted. */
export function isAbortedOutput(text: string | undefined): boolean {
  return text !== undefined && /^(?:Wall time: [\d.]+ seconds\n)?aborted by user(?: after [\d.]+s)?$/.test(text);
}
