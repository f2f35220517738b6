/** Rows for people: columns as wide as their widest cell. */

import { toOneLine } from '../core/config/index.js';

/** Lines of a table; the last column is not padded. */
export function toTable(cells: ReadonlyArray<readonly string[]>): readonly string[] {
  const rows = cells.map((row) => row.map(toOneLine));
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
