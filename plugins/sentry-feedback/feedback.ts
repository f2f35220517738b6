/** Builds the report of a person, shows it to the byte, and sends it in one envelope, without any package of Sentry. */
import { randomUUID } from 'node:crypto';
import {
  createPoster,
  deadlineIn,
  type FeedbackOff,
  type FeedbackPreview,
  type FeedbackReport,
  type FeedbackResult,
  type FeedbackSender,
  type PluginContext,
  proxyFor,
  type ReportFacts,
  userAgent,
} from '../../core/index.js';
import { gatherAttachments } from './attachments.js';
import type { Dsn } from './dsn.js';
import { writeEnvelope } from './envelope.js';
import { reportTags } from './report-tags.js';
import { toLegalTags } from './tags.js';

/** What the sender works with. */
export interface FeedbackParts {
  readonly dsn: Dsn;
  /** `none`, or the URL of a proxy; absent: what the environment says. */
  readonly proxy: string | undefined;
  readonly maxKeyLength: number;
  readonly context: Pick<PluginContext<unknown>, 'cleanText' | 'env' | 'now' | 'resource'>;
  /** The events of a conversation, as a log. */
  readonly events: (conversation: string) => Uint8Array;
}

/** Labels by classification; every other is an `Other`. Those marked are errors. */
const labels: ReadonlyMap<string, { readonly label: string; readonly level: 'error' | 'info' }> = new Map([
  ['bug', { label: 'Bug', level: 'error' }],
  ['bad_result', { label: 'Bad result', level: 'error' }],
  ['good_result', { label: 'Good result', level: 'info' }],
  ['safety_check', { label: 'Safety check', level: 'error' }],
]);
const other = { label: 'Other', level: 'info' } as const;

const defaultTimeoutMs = 10_000;
const maxReasonLength = 8_192;
const threadIdForm = /^[\w.:-]{1,128}$/;

/** Makes the sender. */
export function createFeedbackSender(parts: FeedbackParts): FeedbackSender {
  return {
    preview: (report, facts) => preview(report, facts, parts),
    send: (shown, timeoutMs) => send(shown, timeoutMs, parts),
  };
}

async function preview(
  report: FeedbackReport,
  facts: ReportFacts,
  { maxKeyLength, context, events }: FeedbackParts,
): Promise<FeedbackPreview | FeedbackOff> {
  const { cleanText, env, now, resource } = context;
  const problem = problemOf(report);
  if (problem) return { kind: 'invalid', reason: problem };
  const threadId = report.threadId ?? threadOf(facts) ?? `no-active-thread-${randomUUID()}`;
  const { label, level } = labels.get(report.classification) ?? other;
  const title = cleanText(`[${label}]: Codex session ${threadId}`);
  const reason = report.reason && cleanText(report.reason.toWellFormed()).slice(0, maxReasonLength);
  const version = resource()['service.version'];
  const wanted = reportTags(report, { threadId, reason, version }, facts);
  const { tags, changed, lost } = toLegalTags(cleanTags(wanted, cleanText), maxKeyLength);
  const deadline = deadlineIn(report.timeoutMs ?? defaultTimeoutMs);
  const sources = { env, events: () => events(threadId), cleanText };
  const { attachments, skipped } = await gatherAttachments(report, sources, deadline);
  deadline.dispose();
  const eventId = randomUUID().replaceAll('-', '');
  const envelope = writeEnvelope({ eventId, time: now(), title, level, reason, tags }, attachments);
  return { kind: 'preview', eventId, threadId, title, level, tags, changed, lost, attachments, skipped, envelope };
}

/** What is wrong with a report, and the cure; never a value. */
function problemOf({ classification, reason, threadId, attachments = [] }: FeedbackReport): string | undefined {
  if (typeof classification !== 'string' || classification === '') {
    return 'classification must be a text; give "bug", "bad_result", "good_result" or "safety_check"';
  }
  if (reason !== undefined && typeof reason !== 'string') return 'reason must be a text; give what the person says';
  if (threadId !== undefined && !(typeof threadId === 'string' && threadIdForm.test(threadId))) {
    return 'threadId must be 1 to 128 letters, digits and ._:-; give the id of a conversation';
  }
  const isGiven = (item: unknown): boolean => typeof item === 'object' && item !== null;
  if (!Array.isArray(attachments) || !attachments.every(isGiven)) {
    return 'attachments must be a list; give { filename, content } or { path } for each';
  }
  return undefined;
}

function threadOf({ conversation_id: id }: ReportFacts): string | undefined {
  return typeof id === 'string' && threadIdForm.test(id) ? id : undefined;
}

/** A secret may be one by the name of its tag alone. */
function cleanTags(
  tags: Readonly<Record<string, unknown>>,
  clean: (text: string) => string,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(tags).map(([name, value]) => [clean(name), typeof value === 'string' ? clean(value) : value]),
  );
}

/** In the words of Sentry's protocol, version 7; the time is that of sending, in seconds. */
const authOf = (publicKey: string, now: number): string =>
  [
    'Sentry sentry_version=7',
    `sentry_client=${userAgent}`,
    `sentry_timestamp=${Math.floor(now / 1_000)}`,
    `sentry_key=${publicKey}`,
  ].join(', ');

async function send(
  shown: FeedbackPreview,
  timeoutMs: number,
  { dsn: { url, publicKey }, proxy: said, context: { env, now } }: FeedbackParts,
): Promise<FeedbackResult> {
  const { threadId, eventId } = shown;
  const proxy = proxyFor(url, env, said);
  if (proxy.kind === 'invalid') return { kind: 'failed', threadId, reason: 'proxy_invalid' };
  const headers = { 'user-agent': userAgent, 'x-sentry-auth': authOf(publicKey, now()) };
  const poster = createPoster({ url, headers, ...(proxy.kind === 'proxy' && { proxy: proxy.url }) });
  const deadline = deadlineIn(timeoutMs);
  try {
    const answer = await poster.post(shown.envelope, 'application/x-sentry-envelope', deadline);
    if ('kind' in answer) return { kind: 'failed', threadId, reason: answer.reason };
    const { status } = answer;
    if (status < 200 || status > 299) return { kind: 'refused', threadId, status, reason: `http ${status}` };
    return { kind: 'sent', threadId, eventId, preview: shown };
  } finally {
    deadline.dispose();
    poster.close();
  }
}
