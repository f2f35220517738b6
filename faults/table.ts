/** The table that a person reads: a line a run, ours and that of the stock SDK below one another. */
import type { Ended } from './run.js';

const columns = ['emitted', 'delivered', 'lost', 'dropped', 'rejected', 'duplicated', 'seconds'] as const;
const nameWidth = 52;

/** The head of the table. */
export const heading = [
  'fault'.padEnd(nameWidth),
  'transport'.padEnd(9),
  'who'.padEnd(13),
  ...columns.map((name) => name.padStart(10)),
].join(' ');

/** One run. `delivered` are different events that arrived, `lost` those that nobody knows of, `seconds` the end of the host. */
export function toRow({ scenario, transport, contestant, result, problem }: Ended): string {
  const cells = result
    ? [
        result.host.emitted,
        result.arrivals.unique,
        result.lost,
        result.dropped,
        result.rejected,
        result.arrivals.duplicates,
        (result.host.closeMs / 1_000).toFixed(2),
      ]
    : ['', '', '', '', '', '', '> 150'];
  const name = scenario.name.padEnd(nameWidth);
  const row = [name, transport.padEnd(9), contestant.padEnd(13), ...cells.map((cell) => String(cell).padStart(10))];
  return `${row.join(' ')}${problem ? `  BROKEN: ${problem}` : ''}`;
}
