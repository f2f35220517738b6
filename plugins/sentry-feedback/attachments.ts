/** The attachments of a report: gathered in Codex's order, texts cleaned, files read within the time there is. */
import { constants, open } from 'node:fs/promises';
import { basename } from 'node:path';
import { lookup } from 'mrmime';
import type { Deadline, FeedbackAttachment, FeedbackReport } from '../../core/index.js';
import { withinDeadline } from '../../core/index.js';
import { describeConnectivity } from './diagnostics.js';

/** An attachment as it is sent. */
export interface Attachment {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Uint8Array;
}

/** Those that could be had, and why the others could not. */
export interface Attachments {
  readonly attachments: readonly Attachment[];
  readonly skipped: Readonly<Record<string, SkipReason>>;
}

/** Why an attachment is missing. */
export type SkipReason =
  /** Its file could not be read in time, or at all. */
  | 'unreadable'
  /** All of them together would be larger than a report may be. */
  | 'too_large'
  /** It is neither a text, nor bytes, nor the path of a file. */
  | 'invalid';

/** What is needed to gather them. */
export interface Sources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The events of the conversation. */
  readonly events: () => Uint8Array;
  readonly cleanText: (text: string) => string;
}

/** Bytes of all attachments; Sentry takes 40 MB of an envelope. */
export const maxAttachmentBytes = 32 * 1_024 * 1_024;

/** Gathers them: the log, those in memory, diagnostics, files. Never rejects. */
export async function gatherAttachments(
  report: FeedbackReport,
  sources: Sources,
  deadline: Deadline,
): Promise<Attachments> {
  const list = report.attachments ?? [];
  const skipped: Record<string, SkipReason> = {};
  const attachments: Attachment[] = [];
  let left = maxAttachmentBytes;
  const add = (filename: string, contentType: string, content: Uint8Array | SkipReason): void => {
    if (typeof content === 'string') skipped[filename] = content;
    else if (content.byteLength > left) skipped[filename] = 'too_large';
    else {
      left -= content.byteLength;
      attachments.push({ filename, contentType, content });
    }
  };
  const clean = (content: unknown, contentType: string): Uint8Array | SkipReason => {
    if (typeof content === 'string') return encode(sources.cleanText(content));
    if (!(content instanceof Uint8Array)) return 'invalid';
    return isText(contentType) ? encode(sources.cleanText(Buffer.from(content).toString('utf8'))) : content;
  };

  if (report.includeLogs) {
    const log = report.logs === undefined ? sources.events() : clean(report.logs, 'text/plain');
    if (typeof log === 'string' || log.byteLength > 0) add('codex-logs.log', 'text/plain', log);
  }
  for (const item of list) {
    if ('path' in item) continue;
    const contentType = typeOf(item, item.filename);
    add(nameOf(item.filename), contentType, clean(item.content, contentType));
  }
  const diagnostics = report.includeDiagnostics ? describeConnectivity(sources.env) : undefined;
  if (diagnostics !== undefined) add('codex-connectivity-diagnostics.txt', 'text/plain', encode(diagnostics));
  for (const item of list) {
    if (!('path' in item)) continue;
    const filename = nameOf(item.filename ?? basename(item.path)) || 'extra-log.log';
    const contentType = typeOf(item, item.path);
    const content = await withinDeadline(readFile(item.path, left), deadline, () => 'unreadable' as const);
    add(filename, contentType, typeof content === 'string' ? content : clean(content, contentType));
  }
  return { attachments, skipped };
}

const encode = (text: string): Uint8Array => Buffer.from(text, 'utf8');

/** Whether bytes are a text that can be cleaned; everything else is sent as it is, as the report names it. */
const isText = (contentType: string): boolean => /^text\/|[/+](?:json|xml|yaml|toml)\b|javascript/.test(contentType);

/** A rollout is lines of text, whatever its name says. */
function typeOf({ contentType }: FeedbackAttachment, name: string): string {
  if (typeof contentType === 'string' && /^[\w.+-]+\/[\w.+-]+(?:; ?[\w.+-]+=[\w.+-]+)*$/.test(contentType))
    return contentType;
  return /\.jsonl$/i.test(name) ? 'text/plain' : (lookup(name) ?? 'application/octet-stream');
}

/** Only what is a file: a pipe would hold the process until somebody writes into it. One that grows is read as far as it went. */
async function readFile(path: string, maxBytes: number): Promise<Uint8Array | SkipReason> {
  try {
    await using file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await file.stat();
    if (!stats.isFile()) return 'unreadable';
    if (stats.size > maxBytes) return 'too_large';
    const { buffer, bytesRead } = await file.read(Buffer.alloc(stats.size), 0, stats.size, 0);
    return buffer.subarray(0, bytesRead);
  } catch {
    return 'unreadable';
  }
}

/** One line, without folders. */
const nameOf = (name: unknown): string =>
  basename(String(name).toWellFormed())
    .replace(/[\p{Cc}\u2028\u2029]+/gu, '_')
    .slice(0, 200);
