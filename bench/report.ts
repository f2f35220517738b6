/** What a person or a program reads of the figures. */
import { comparedValue, type Figure, isWithinLimit } from './figure.js';

/** The heading of the table. */
export const heading = line('benchmark', 'ours', 'reference', 'compared', 'limit', '');

/** A row of the table: our cost, the reference's, how they compare, and the most that is allowed. */
export function toRow(figure: Figure, areLimitsHeld: boolean): string {
  const { name, ours, reference, unit, comparedBy, limit } = figure;
  const compared = (value: number) => (comparedBy === 'ratio' ? value.toFixed(2) : `${value.toFixed(1)} ${unit}`);
  const verdict = limit === undefined || !areLimitsHeld ? '' : isWithinLimit(figure) ? 'ok' : 'MISSED';
  return line(
    name,
    `${ours.toFixed(1)} ${unit}`,
    `${reference.toFixed(1)} ${unit}`,
    compared(comparedValue(figure)),
    limit === undefined ? '-' : compared(limit),
    verdict,
  );
}

/** One line of JSON for all figures: each with its value and whether it keeps its limit. */
export function toJson(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => ({
    ...figure,
    value: comparedValue(figure),
    isWithinLimit: isWithinLimit(figure),
  }));
  return JSON.stringify({ node: process.version, figures: rows });
}

function line(name: string, ours: string, reference: string, compared: string, limit: string, verdict: string): string {
  const cells = [ours, reference, compared, limit].map((cell) => cell.padStart(11));
  return `${name.padEnd(34)}${cells.join('')}  ${verdict}`.trimEnd();
}
