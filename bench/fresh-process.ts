/** A fresh process for each benchmark, so that none meets code that another one has shaped. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { comparedValue, type Figure, type Form } from './figure.js';

const runner = fileURLToPath(new URL('./run-case.js', import.meta.url));

/** Measures one benchmark in so many processes, one after the other; returns the middle one of their figures. */
export async function measureInFreshProcesses(name: string, form: Form, processes: number): Promise<Figure> {
  const figures: Figure[] = [];
  for (let run = 0; run < (form === 'smoke' ? 1 : processes); run++) figures.push(await measureOnce(name, form));
  figures.sort((a, b) => comparedValue(a) - comparedValue(b));
  const middle = figures[Math.floor(figures.length / 2)];
  if (!middle) throw new RangeError('bench: a benchmark needs one process at least');
  return middle;
}

function measureOnce(name: string, form: Form): Promise<Figure> {
  const child = spawn(process.execPath, [runner, name, form], { stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    printed += chunk;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(JSON.parse(printed));
      else reject(new Error(`bench: ${name} ended with ${code}`));
    });
  });
}
