/** `codexotel init`: writes a new rc file after three questions, or by its arguments alone; `--from` starts from a file of Codex. */
import { resolve } from 'node:path';
import { isMapping, readEnvironment } from '../core/config/index.js';
import { exitCodes } from './exit-codes.js';
import { type Answers, findAnswers } from './init/answers.js';
import { parseInitArguments } from './init/arguments.js';
import { readCodexFile } from './init/codex-file.js';
import { differencesIn, type FoundDifference } from './init/differences.js';
import { translateOtel } from './init/from-codex.js';
import { writeNewFile } from './init/new-file.js';
import { type OtelTable, writeRcText } from './init/rc-text.js';
import { tell } from './tell.js';

/** Writes the file. Nothing goes to stdout but, with `--json`, `{ file, differences }`. */
export async function init(args: readonly string[]): Promise<number> {
  const words = parseInitArguments(args);
  const copied = words.from === undefined ? undefined : await copyFromCodex(resolve(words.from));
  const answers = await findAnswers(words, copied?.otel, {
    env: readEnvironment(),
    workingDirectory: resolve(''),
    terminal:
      process.stdin.isTTY && process.stderr.isTTY ? { input: process.stdin, output: process.stderr } : undefined,
  });
  if (!answers) return refuse('the questions were not answered to their end; nothing was written');
  const problem = await writeNewFile(answers.file, writeRcText(answers.otel, answers.owner === 'program'));
  if (problem !== undefined) return refuse(problem);
  tellFile(answers);
  const differences = copied?.differences ?? [];
  if (copied) tellDifferences(differences);
  if (words.isJson) process.stdout.write(`${JSON.stringify({ file: answers.file, differences })}\n`);
  return exitCodes.delivered;
}

/** Without the whole usage: the words of the call were right. */
function refuse(problem: string): number {
  tell(problem);
  return exitCodes.usage;
}

async function copyFromCodex(file: string): Promise<{ otel: OtelTable; differences: readonly FoundDifference[] }> {
  const codex = await readCodexFile(file);
  if (codex.otel === undefined) tell(`${file} has no [otel] table; the new file says what holds without one`);
  const translation = translateOtel(codex, file);
  return { otel: translation.otel, differences: differencesIn(codex, translation) };
}

function tellFile({ file, owner, otel }: Answers): void {
  tell(`${file} is written, for your eyes only`);
  if (owner === 'program') tell('it holds for the programs of this package');
  else if (owner === 'user') tell('it holds for all programs that you run');
  else tell('it is read where somebody names it: CODEXOTEL_CONFIG=FILE, or --config FILE');
  if (lacksPath(otel.exporter)) {
    tell('the endpoint has no path, and nothing is appended: most collectors take log records at /v1/logs');
  }
}

/** Whether it is an exporter over HTTP with the address of a collector only. */
function lacksPath(exporter: unknown): boolean {
  const options = isMapping(exporter) ? exporter['otlp-http'] : undefined;
  const endpoint = isMapping(options) ? options.endpoint : undefined;
  return typeof endpoint === 'string' && /^[^/]*\/\/[^/?#]*\/?$/.test(endpoint);
}

function tellDifferences(differences: readonly FoundDifference[]): void {
  tell('what differs between Codex and codexotel for this file:');
  for (const { id, codex, codexotel, places } of differences) {
    tell(`  ${id}: Codex ${codex}; codexotel ${codexotel}`);
    for (const place of places) tell(`    ${place}`);
  }
}
