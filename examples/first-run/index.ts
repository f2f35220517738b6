/** `npm start`: a real recorded session goes through the bus, and an OTLP receiver on loopback shows what came out. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startReceiver, toLine } from 'codexotel/testing';
import { showEvents, showReceipt } from './show.js';

/** From build/examples/first-run to the root of the checkout. */
const inCheckout = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const session = 'test/fixtures/golden/f_tools/rollout.jsonl';

/** The example configuration, pointed at the receiver. */
async function configure(folder: string, httpUrl: string): Promise<string> {
  const example = await readFile(inCheckout('.codexotelrc.example'), 'utf8');
  const file = join(folder, '.codexotelrc');
  await writeFile(file, example.replace('http://127.0.0.1:4318', httpUrl));
  return file;
}

/** The caller's variables without those that would send the session elsewhere, or nowhere: it only goes to loopback. */
const environment = Object.fromEntries(
  Object.entries(process.env).filter(
    ([name]) => !/^(OTEL_|CODEXOTEL_|CODEX_|DO_NOT_TRACK$|HOME$|USERPROFILE$|XDG_CONFIG_HOME$)/.test(name),
  ),
);

/** Runs the command as a user would; returns what it printed and how it ended. */
function replay(config: string): Promise<{ readonly receipt: string; readonly code: number | null }> {
  const child = spawn(
    process.execPath,
    [inCheckout('dist/cli/codexotel.js'), 'replay', inCheckout(session), '--config', config, '--json'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: environment,
    },
  );
  let receipt = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    receipt += chunk;
  });
  return new Promise((resolve, reject) =>
    child.once('error', reject).once('close', (code) => resolve({ receipt, code })),
  );
}

const folder = await mkdtemp(join(tmpdir(), 'codexotel-'));
const receiver = await startReceiver({ grpc: false });
try {
  const { receipt, code } = await replay(await configure(folder, receiver.httpUrl));
  process.stdout.write(showEvents(session, receiver.records.map(toLine)));
  if (receipt !== '') process.stdout.write(showReceipt(JSON.parse(receipt), receiver.refused.length));
  process.exitCode = code ?? 1;
} finally {
  await receiver.close();
  await rm(folder, { recursive: true, force: true });
}
