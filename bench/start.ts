/** A whole process that imports the package, starts a bus without an exporter, emits and closes, against one that does nothing. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Benchmark, Form } from './figure.js';

const extents = {
  full: { rounds: 15, warmUpRounds: 2 },
  smoke: { rounds: 1, warmUpRounds: 0 },
} as const satisfies Record<Form, unknown>;

const scriptFile = (name: string): string => fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));

/** Prepares the benchmark; the median of each counts, since a start is no tight loop whose best case anybody meets. */
export const benchmarkStart =
  (name: string, limit: number): Benchmark =>
  async (form) => {
    const { rounds, warmUpRounds } = extents[form];
    const ours: number[] = [];
    const reference: number[] = [];
    for (let round = -warmUpRounds; round < rounds; round++) {
      const emptyMs = await timeProcess(scriptFile('empty'));
      const busMs = await timeProcess(scriptFile('one-event'));
      if (round < 0) continue;
      reference.push(emptyMs);
      ours.push(busMs);
    }
    return { name, ours: median(ours), reference: median(reference), unit: 'ms', comparedBy: 'difference', limit };
  };

/** Milliseconds from the start of a process to its end. Its environment is bare, so that nothing on the machine configures it. */
function timeProcess(file: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'ignore', 'inherit'], env: {} });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => {
      const tookMs = performance.now() - startedAt;
      if (code === 0) resolve(tookMs);
      else reject(new Error(`bench: ${file} ended with ${code}`));
    });
  });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
