/** An OpenTelemetry Collector to test against: the one that `OTELCOL` names, or one that is built once, where there is Go. */
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, mkdtemp, readFile, rename, rm, stat } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** From build/scripts/collector. */
const manifest = fileURLToPath(new URL('../../../scripts/collector/builder.yaml', import.meta.url));
const builder = 'go.opentelemetry.io/collector/cmd/builder';
const binary = process.platform === 'win32' ? 'otelcol.exe' : 'otelcol';

const maxBuildMs = 600_000;

/** The path of the program, or why there is none and what would help. */
export type Obtained = { readonly path: string } | { readonly missing: string };

/** Looks for the Collector, and builds it where it must; `tell` gets a line before something takes long. */
export async function obtainCollector(tell: (line: string) => void): Promise<Obtained> {
  const named = process.env.OTELCOL;
  if (named) {
    return (await runs(named, '--version')) ? { path: named } : { missing: 'OTELCOL names no program that runs' };
  }
  const text = await readFile(manifest, 'utf8');
  const folder = join(cacheFolder(), `otelcol-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`);
  const path = join(folder, binary);
  if (await runs(path, '--version')) return { path };
  if (!(await runs('go', 'version'))) return { missing: 'there is no Go toolchain; install one, or set OTELCOL' };
  const version = /^ {2}version: (\S+)$/m.exec(text)?.[1];
  tell(`building the OpenTelemetry Collector ${version} once, which takes some minutes`);
  const problem = await build(`${builder}@v${version}`, folder);
  return problem === undefined ? { path } : { missing: `the Collector could not be built: ${problem}` };
}

/** Builds in a temporary folder, and moves the program into the cache when it is whole. */
async function build(tool: string, folder: string): Promise<string | undefined> {
  const workshop = await mkdtemp(join(tmpdir(), 'codexotel-collector-'));
  try {
    await cp(manifest, join(workshop, 'builder.yaml'));
    const problem = await runGo(['run', tool, '--config=builder.yaml'], workshop);
    if (problem !== undefined) return problem;
    await mkdir(folder, { recursive: true });
    const half = join(folder, `half-${process.pid}`);
    await cp(join(workshop, 'out', binary), half);
    await rename(half, join(folder, binary));
    return undefined;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** Runs the go command; the last lines of its complaint when it fails. */
function runGo(words: readonly string[], cwd: string): Promise<string | undefined> {
  const child = spawn('go', words, {
    cwd,
    env: { ...process.env, CGO_ENABLED: '0' },
    // Modules that nobody serves are waited for.
    timeout: maxBuildMs,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-2_000);
    });
  return new Promise((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (code, signal) => {
      const end =
        signal === null ? said.trim().split('\n').slice(-3).join(' | ') : `it took more than ${maxBuildMs} ms`;
      resolve(code === 0 ? undefined : end);
    });
  });
}

async function runs(program: string, word: string): Promise<boolean> {
  try {
    if (program !== 'go' && !(await stat(program)).isFile()) return false;
    await run(program, [word]);
    return true;
  } catch {
    return false;
  }
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  return join(XDG_CACHE_HOME || LOCALAPPDATA || join(homedir(), '.cache'), 'codexotel');
}
