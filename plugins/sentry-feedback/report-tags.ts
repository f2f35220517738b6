/** The tags of a report, by precedence: what the report is, what the host says, what its checks say, what is known of the session. */
import type { DoctorReport, FeedbackReport, ReportFacts } from '../../core/index.js';

/** Names that nobody can set, even where the report leaves them unset. */
const reserved: ReadonlySet<string> = new Set([
  'thread_id',
  'classification',
  'cli_version',
  'session_source',
  'reason',
]);

/** Most characters of a list of checks. */
const maxListLength = 256;

/** What only the report itself knows. */
export interface ReportOrigin {
  readonly threadId: string;
  /** Cleaned. */
  readonly reason: string | undefined;
  readonly version: unknown;
}

/** All tags; the first writer of a name wins. Values are made legal later. */
export function reportTags(
  report: FeedbackReport,
  { threadId, reason, version }: ReportOrigin,
  facts: ReportFacts,
): Readonly<Record<string, unknown>> {
  const system = {
    thread_id: threadId,
    classification: report.classification,
    cli_version: facts.app_version ?? version ?? 'unknown',
    session_source: facts.session_source,
    reason,
  };
  const { doctor } = report;
  const others = [report.tags, doctor && doctorTags(doctor), facts].map((source) =>
    Object.fromEntries(Object.entries(source ?? {}).filter(([name]) => !reserved.has(name))),
  );
  const present = Object.fromEntries(Object.entries(system).filter(([, value]) => value !== undefined && value !== ''));
  return Object.assign({}, ...[present, ...others].reverse(), present);
}

/** Sums up the checks: counts, the worst of them, and the ids of those that failed or warned. */
export function doctorTags({ checks }: DoctorReport): Readonly<Record<string, string | number>> {
  const ids = (status: string) => Object.entries(checks).flatMap(([id, found]) => (found === status ? [id] : []));
  const [ok, warnings, failed] = [ids('ok'), ids('warning'), ids('fail')];
  return {
    doctor_overall_status: failed.length > 0 ? 'fail' : warnings.length > 0 ? 'warning' : 'ok',
    doctor_ok_count: ok.length,
    doctor_warning_count: warnings.length,
    doctor_fail_count: failed.length,
    ...(failed.length > 0 && { doctor_failed_checks: listOf(failed) }),
    ...(warnings.length > 0 && { doctor_warning_checks: listOf(warnings) }),
  };
}

function listOf(ids: readonly string[]): string {
  const list = ids.join(',');
  return list.length > maxListLength ? `${list.slice(0, maxListLength - 3)}...` : list;
}
