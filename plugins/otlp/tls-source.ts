/** Certificates that somebody replaces while we run: looked for before requests, and used only when all of them fit together. */
import { CodexotelError, type Deadline, deadlineIn, type PluginContext, withinDeadline } from '../../core/index.js';
import type { TlsPaths } from './options.js';
import { readFileLater } from './small-file.js';
import { checkPems, namedIn, readingOf, readTlsFiles, type TlsFiles, toTlsFiles } from './tls.js';

/** Where a transport gets its certificates. */
export interface TlsSource {
  /** Those to use now: the same object as long as they have not changed. Settles by the deadline. */
  current(deadline: Deadline): Promise<TlsFiles>;
  /** Those that were known last, for a process that is ended at once. */
  latest(): TlsFiles;
}

/** A request that leaves so many milliseconds after the files were looked at looks again. */
const lookEveryMs = 10_000;
/** A disk that answers nothing must not use up the time of the request. */
const maxLookMs = 1_000;

/**
 * Opens the source of an exporter; the files are read at once.
 *
 * @throws CodexotelError `ERR_CONFIG` when they cannot be used
 */
export function openTlsSource(
  paths: TlsPaths = {},
  { now, report }: Pick<PluginContext<unknown>, 'now' | 'report'>,
): TlsSource {
  const named = namedIn(paths);
  let held = readTlsFiles(paths);
  if (named.length === 0) return { current: async () => held, latest: () => held };
  let lookedAt = now();
  let look: Promise<void> | undefined;
  let told: string | undefined;

  const read = async (): Promise<void> => {
    const pems = await Promise.all(
      named.map(async ([option, path]) => [option, await readFileLater(path, readingOf(option))] as const),
    );
    const found = Object.fromEntries(pems);
    // What has not changed need not be checked, which takes its time where many authorities stand in a file.
    if (!isSame(toTlsFiles(found), held)) held = checkPems(paths, found);
    told = undefined;
  };
  /** Half of a pair may have been replaced; the other half is there when we look again. */
  const keep = (thrown: unknown): void => {
    const problem = thrown instanceof CodexotelError ? thrown.message : 'otlp: tls: the files cannot be read';
    if (problem !== told) report(`${problem}; the certificates from before stay`, thrown);
    told = problem;
  };

  return {
    async current(deadline) {
      // The clock may have been set back.
      if (!look && Math.abs(now() - lookedAt) >= lookEveryMs) {
        lookedAt = now();
        look = read()
          .catch(keep)
          .finally(() => {
            look = undefined;
          });
      }
      if (look) {
        const patience = deadlineIn(Math.min(deadline.remainingMs(), maxLookMs), { holdsProcess: false });
        await withinDeadline(look, patience, () => undefined);
        patience.dispose();
      }
      return held;
    },
    latest: () => held,
  };
}

const isSame = (one: TlsFiles, other: TlsFiles): boolean =>
  (['ca', 'cert', 'key'] as const).every((part) => (one[part] ? other[part]?.equals(one[part]) : !other[part]));
