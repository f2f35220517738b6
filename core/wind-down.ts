/** The end of plugins: a last flush in bounded time, then shutdown, each guarded. */
import { type Deadline, deadlineIn, withinDeadline } from './deadline.js';
import { type Guard, kindOf } from './guard.js';
import type { Installed } from './install.js';
import type { Sink } from './plugin.js';

/** Has the plugins hand over what they hold, in half of the time at most, since it has to be sent then. Never rejects. */
export async function flushPlugins(plugins: readonly Installed[], deadline: Deadline, guard: Guard): Promise<void> {
  const asked = plugins.filter(({ steps }) => steps.flush);
  if (asked.length === 0) return;
  const forPlugins = deadlineIn(deadline.remainingMs() / 2);
  const flushes = asked.map(({ plugin, steps }) =>
    withinDeadline(
      call(plugin.name, 'flush', async () => steps.flush?.(), guard),
      forPlugins,
      () => guard.mishap(plugin.name, 'flush', 'was not done in half of the time; the sinks go on'),
    ),
  );
  await Promise.all(flushes);
  forPlugins.dispose();
}

/** Frees what the plugins hold, and those of their sinks that no sender has. Never rejects. */
export async function freePlugins(plugins: readonly Installed[], sent: ReadonlySet<Sink>, guard: Guard): Promise<void> {
  const shut = plugins.flatMap(({ sinks }) => sinks).filter(([, sink]) => !sent.has(sink));
  await Promise.all([
    ...shut.map(([name, sink]) => call(name, 'shutdown', async () => sink.close?.(), guard)),
    ...plugins.map(({ plugin, steps }) => call(plugin.name, 'shutdown', async () => steps.shutdown?.(), guard)),
  ]);
}

async function call(
  source: string,
  place: 'flush' | 'shutdown',
  run: () => Promise<unknown>,
  guard: Guard,
): Promise<void> {
  try {
    await run();
  } catch (thrown) {
    guard.mishap(source, place, `threw (${kindOf(thrown)})`, thrown);
  }
}
