/** A bus for tests: no file, no environment, a fixed clock, and a memory sink behind it. */

import type { Bus } from '../bus.js';
import type { EventMap } from '../catalogue/define.js';
import type { CodexEvents } from '../catalogue/index.js';
import { type StartOptions, startWith } from '../start.js';
import { type FixedClock, fixedClock } from './clock.js';
import { type MemorySink, memorySink } from './memory-sink.js';

/** As `start`; `switches` is short for the same keys under `config.otel`. Without a `config`, sessions end without their receipt. */
export interface TestBusOptions<Own extends EventMap> extends StartOptions<Own> {
  readonly switches?: Readonly<Record<string, boolean>>;
}

/** A bus with what belongs to it. */
export interface TestBus<Events extends EventMap> {
  readonly bus: Bus<Events>;
  readonly sink: MemorySink;
  readonly clock: FixedClock;
}

/** Starts a bus whose events go to a memory sink, through the plugins given. */
export function testBus<const Own extends EventMap = Record<never, never>>(
  options: TestBusOptions<Own> = {},
): TestBus<CodexEvents & Own> {
  const { switches = {}, plugins = [], config, ...rest } = options;
  const sink = memorySink();
  const clock = fixedClock();
  const said = {
    env: {},
    now: clock,
    programFile: '',
    workingDirectory: '',
    ...rest,
    plugins: [...plugins, sink.plugin],
    config: config ?? { otel: switches, session_receipts: false, quiet: true },
  } as StartOptions<Own>;
  return { bus: startWith<Own>([], said), sink, clock };
}
