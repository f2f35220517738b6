/** What the command says to people, on stderr. */
import type { Receipt } from '../index.js';

/** Says something; one line. */
export const tell = (line: string): void => void process.stderr.write(`codexotel: ${line}\n`);

/** `1 event`, `2 events`. */
export const plural = (count: number, thing: string): string => `${count} ${thing}${count === 1 ? '' : 's'}`;

/** Says what became of everything. */
export function tellReceipt({ refused, altered, sinks }: Receipt, events: number): void {
  tell(`${plural(events, 'event')} emitted`);
  for (const [reason, count] of Object.entries(refused)) tell(`  ${count} refused: ${reason}`);
  for (const [alteration, count] of Object.entries(altered)) tell(`  ${plural(count, 'value')} ${alteration}`);
  for (const [name, { unit, accepted, delivered, pending, rejected, dropped }] of Object.entries(sinks)) {
    const losses = Object.entries({ pending, rejected, ...dropped }).filter(([, count]) => count > 0);
    const lost = losses.map(([reason, count]) => `, ${count} ${reason}`).join('');
    tell(`${name}: ${delivered} of ${plural(accepted, unit)} delivered${lost}`);
  }
}
