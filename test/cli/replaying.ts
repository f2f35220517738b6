/** `codexotel replay` for tests: files made on the spot, configurations that point anywhere, and how it ended. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSwitches, writeRc } from './rc.js';
import { inCheckout } from './run.js';

/** A recorded rollout of the fixtures, and how many events it holds. */
export const rollout = (name: string): string => inCheckout(`test/fixtures/golden/${name}/rollout.jsonl`);

/** Events that a replay of these rollouts emits. */
export const eventsIn = { a_tool: 6, f_tools: 23 } as const;

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** Writes files into a new folder, which goes when all tests have ended; returns their paths by name. */
export async function writeFiles<Name extends string>(
  files: Readonly<Record<Name, string | Uint8Array>>,
): Promise<Readonly<Record<Name, string>>> {
  const folder = await mkdtemp(join(tmpdir(), 'codexotel-test-'));
  folders.push(folder);
  const written = Object.entries<string | Uint8Array>(files).map(async ([name, content]) => {
    await writeFile(join(folder, name), content);
    return [name, join(folder, name)];
  });
  return Object.fromEntries(await Promise.all(written));
}

/** A configuration with all switches on whose logs go to `url`, over HTTP. */
export const rcFor = (url: string, rest: object = {}): Promise<string> =>
  writeRc({
    otel: { ...openSwitches(), exporter: { 'otlp-http': { endpoint: `${url}/v1/logs`, protocol: 'binary' } } },
    ...rest,
  });
