/** Work that the host's own tracing does not see: its spans and headers would be exported in turn, by us or by others. */
import { withoutHostTracing } from '../trace/host-context.js';

/** Calls the function once, at once, without tracing; as `suppressTracing` of `@sentry/node` does. */
export type SuppressTracing = <T>(callback: () => T) => T;

/** How a bus runs what sends. */
export type Untraced = <T>(work: () => T) => T;

type Ended<T> = { readonly value: T } | { readonly thrown: unknown };

/** Through the host's function, where it gave one, and without its OpenTelemetry. The work runs once, whatever that function does. */
export function untracedBy(suppressTracing: SuppressTracing | undefined): Untraced {
  if (!suppressTracing) return withoutHostTracing;
  return <T>(work: () => T): T => {
    let ended: Ended<T> | undefined;
    const runOnce = (): Ended<T> => {
      ended ??= run(work);
      return ended;
    };
    try {
      suppressTracing(runOnce);
    } catch {
      // It is the host's, and no reason to send nothing.
    }
    const end = runOnce();
    if ('thrown' in end) throw end.thrown;
    return end.value;
  };
}

function run<T>(work: () => T): Ended<T> {
  try {
    return { value: withoutHostTracing(work) };
  } catch (thrown) {
    return { thrown };
  }
}
