/** `codexotel emit` against a receiver of its own: lines in, what arrived and how it ended out. */
import assert from 'node:assert/strict';
import { type ReceivedLog, type Receiver, startReceiver } from '../../core/testing/index.js';
import { exporterFor, openSwitches, type Transport, writeRc } from './rc.js';
import { type Run, runCommand } from './run.js';

/** A line as it is, or what stands in it. */
export type Line = string | Readonly<Record<string, unknown>>;

/** What to do besides sending everything, all switches on, over HTTP binary. */
export interface EmitOptions {
  readonly transport?: Transport;
  /** Keys of the configuration beside `otel`. */
  readonly rc?: Readonly<Record<string, unknown>>;
  readonly words?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** The log records that a receiver keeps. */
export const logsOf = ({ records }: Receiver): readonly ReceivedLog[] =>
  records.filter((record): record is ReceivedLog => record.signal === 'logs');

/** The attributes of a record by name. */
export const valuesOf = ({ attributes }: ReceivedLog): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(([name, , value]) => [name, value]));

/** One text of lines. */
export const toInput = (lines: readonly Line[]): string =>
  lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join('');

/** A receiver for a block of tests; it is empty before each. */
export function useReceiver(): () => Receiver {
  let receiver: Receiver | undefined;
  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver?.close());
  beforeEach(() => receiver?.reset());
  return () => {
    assert.ok(receiver, 'the receiver runs within tests only');
    return receiver;
  };
}

/** Feeds lines, or the text of stdin, to `codexotel emit --json`. */
export async function emitTo(
  receiver: Receiver,
  lines: readonly Line[] | string,
  { transport = 'binary', rc = {}, words = ['--json'], env = {} }: EmitOptions = {},
): Promise<Run & { readonly logs: readonly Readonly<Record<string, unknown>>[] }> {
  const config = await writeRc({ otel: { ...openSwitches(), exporter: exporterFor(receiver, transport) }, ...rc });
  const input = typeof lines === 'string' ? lines : toInput(lines);
  const run = await runCommand(['emit', '--config', config, ...words], { input, env });
  assert.deepEqual(receiver.refused, []);
  return { ...run, logs: logsOf(receiver).map(valuesOf) };
}

/** What a run says when everything was delivered and nothing was strange. */
export const assertQuiet = ({ code, stderr }: Run): void => assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
