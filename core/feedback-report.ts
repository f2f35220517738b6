/** A bug report of a person, as data: what a host says of it, what would be sent, and what came of it. */

/** What is known of a session: plain names and values of class `fact`. */
export type ReportFacts = Readonly<Record<string, string | number | boolean>>;

/** Something to attach: in memory, or read from a file when the report is made. */
export type FeedbackAttachment =
  | { readonly filename: string; readonly content: string | Uint8Array; readonly contentType?: string }
  | { readonly path: string; readonly filename?: string; readonly contentType?: string };

/** Checks of the host's own that belong to a report: by their ids, each `ok`, `warning` or `fail`. */
export interface DoctorReport {
  readonly checks: Readonly<Record<string, 'ok' | 'warning' | 'fail'>>;
}

/** A report. Nothing is attached that it does not name. */
export interface FeedbackReport {
  /** `bug`, `bad_result` and `safety_check` are errors, others are not; one that is none of these four is an `Other`. */
  readonly classification: 'bug' | 'bad_result' | 'good_result' | 'safety_check' | (string & {});
  /** What the person says. */
  readonly reason?: string | undefined;
  /** The conversation that it is about; default: that of the session that runs now, else of the only open one. */
  readonly threadId?: string | undefined;
  /** Attach the recent events of the conversation, as they were redacted; default false. */
  readonly includeLogs?: boolean;
  /** In place of these events, where `includeLogs` asks for them. */
  readonly logs?: string | Uint8Array | undefined;
  /** Attach what the environment says of proxies, without credentials; default false. */
  readonly includeDiagnostics?: boolean;
  readonly attachments?: readonly FeedbackAttachment[];
  /** Tags of the host's own; they win over what is known of the session. */
  readonly tags?: Readonly<Record<string, string | number | boolean>>;
  /** Tags that sum up the checks; they only fill gaps. */
  readonly doctor?: DoctorReport | undefined;
  /** Milliseconds for all of it, reading files included; default 10 000. */
  readonly timeoutMs?: number;
}

/** A report as it would be sent. */
export interface FeedbackPreview {
  readonly kind: 'preview';
  /** 32 hex digits. */
  readonly eventId: string;
  readonly threadId: string;
  readonly title: string;
  readonly level: 'error' | 'info';
  readonly tags: Readonly<Record<string, string>>;
  /** Names of tags whose key or value had to be changed, and of facts that became no tag, with the reason. */
  readonly changed: readonly string[];
  readonly lost: Readonly<Record<string, string>>;
  readonly attachments: ReadonlyArray<{
    readonly filename: string;
    readonly contentType: string;
    readonly content: Uint8Array;
  }>;
  /** Names of attachments that could not be had, and why. */
  readonly skipped: Readonly<Record<string, string>>;
  /** Exactly the bytes. */
  readonly envelope: Uint8Array;
}

/** Nothing can be sent, and why; with the cure. */
export interface FeedbackOff {
  /** `off`: by the configuration. `invalid`: by what the report says. */
  readonly kind: 'off' | 'invalid';
  readonly reason: string;
}

/** What came of a report. */
export type FeedbackResult =
  | FeedbackOff
  | { readonly kind: 'sent'; readonly threadId: string; readonly eventId: string; readonly preview: FeedbackPreview }
  /** The destination answered with a status that is no success. */
  | { readonly kind: 'refused'; readonly threadId: string; readonly status: number; readonly reason: string }
  /** There was no answer: `timeout`, `connection_failed` …; or `proxy_invalid`, where the environment names a proxy that is none. */
  | { readonly kind: 'failed'; readonly threadId: string; readonly reason: string };

/** The part of a plugin that sends reports. Neither method rejects. */
export interface FeedbackSender {
  preview(report: FeedbackReport, facts: ReportFacts): Promise<FeedbackPreview | FeedbackOff>;
  send(preview: FeedbackPreview, timeoutMs: number): Promise<FeedbackResult>;
}
