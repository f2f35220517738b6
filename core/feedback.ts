/** `bus.feedback`: the door for bug reports of people. A plugin does the sending. */
import type { Untraced } from './delivery/untraced.js';
import type {
  FeedbackOff,
  FeedbackPreview,
  FeedbackReport,
  FeedbackResult,
  FeedbackSender,
  ReportFacts,
} from './feedback-report.js';

interface Parts {
  /** Settles when the configuration is known. */
  readonly untilReady: () => Promise<unknown>;
  /** Asked for each report. */
  readonly findSender: () => FeedbackSender | undefined;
  readonly facts: (threadId: string | undefined) => ReportFacts;
  readonly untraced: Untraced;
}

const defaultTimeoutMs = 10_000;

const off: FeedbackOff = {
  kind: 'off',
  reason: 'sending feedback is disabled by configuration; set plugins.sentry-feedback.dsn',
};

/** `bus.feedback`: sends what a person reports, with the facts of the session. Neither method rejects. */
export class Feedback {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** What `capture` would send, to the byte; `capture(preview)` sends just that. */
  async preview(report: FeedbackReport): Promise<FeedbackPreview | FeedbackOff> {
    try {
      await this.#parts.untilReady();
      const sender = this.#parts.findSender();
      return sender ? await sender.preview(report, this.#parts.facts(report.threadId)) : off;
    } catch {
      return { kind: 'invalid', reason: 'the report cannot be read; give { classification: "bug", reason }' };
    }
  }

  /** Sends a report, or one that was shown; says what came of it within its time. */
  async capture(report: FeedbackReport | FeedbackPreview): Promise<FeedbackResult> {
    try {
      const isPreview = 'envelope' in report;
      const startedAt = performance.now();
      const timeoutMs = (isPreview ? undefined : report.timeoutMs) ?? defaultTimeoutMs;
      const preview = isPreview ? report : await this.preview(report);
      if (preview.kind !== 'preview') return preview;
      const leftMs = Math.max(0, timeoutMs - (performance.now() - startedAt));
      const sender = this.#parts.findSender();
      return sender ? await this.#parts.untraced(() => sender.send(preview, leftMs)) : off;
    } catch {
      return { kind: 'invalid', reason: 'the report cannot be read; give { classification: "bug", reason }' };
    }
  }
}
