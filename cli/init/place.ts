/** Where the new file lies: beside the program, in the user's folder, or where the caller says. */
import { join, resolve } from 'node:path';
import { type Environment, findPackageRoot, findPlaces, userFileOf } from '../../core/config/index.js';
import { UsageError } from '../exit-codes.js';
import type { InitArguments, Owner } from './arguments.js';
import type { Ask, Reading } from './questions.js';

/** A file that may be written. */
export interface Place {
  /** Absolute. */
  readonly file: string;
  /** Whose it is; `undefined`: it is read only where somebody names it. */
  readonly owner: Owner | undefined;
}

/** Where the command runs. */
export interface Whereabouts {
  readonly env: Environment;
  readonly workingDirectory: string;
}

/** The place that the arguments name, or the answer; without either, that of the program. Throws `UsageError`. */
export async function findPlace(args: InitArguments, where: Whereabouts, ask: Ask | undefined): Promise<Place> {
  if (args.out !== undefined) return named(args.out, where);
  if (args.owner === undefined && ask) return ask(question(where), (answer) => readPlace(answer, where));
  const reading = placeOf(args.owner ?? 'program', where);
  if ('problem' in reading) throw new UsageError(`${reading.problem}, by --out`);
  return reading.value;
}

const named = (path: string, { workingDirectory }: Whereabouts): Place => ({
  file: resolve(workingDirectory, path),
  owner: undefined,
});

function readPlace(answer: string, where: Whereabouts): Reading<Place> {
  const word = answer === '' ? 'program' : answer;
  return word === 'program' || word === 'user' ? placeOf(word, where) : { value: named(word, where) };
}

function question(where: Whereabouts): string {
  const user = userFileOf(where.env);
  return [
    '3/3 Whose file is it?',
    `    program: ${programFileOf(where)}`,
    ...(user === undefined ? [] : [`    user: ${user}`]),
    '    One of the words, or a path [program] ',
  ].join('\n');
}

const programFileOf = ({ workingDirectory }: Whereabouts): string =>
  join(findPackageRoot(workingDirectory) ?? workingDirectory, '.codexotelrc');

/** The first place that is looked at, so that no other file hides the new one; and the new one must hide no other. */
function placeOf(owner: Owner, where: Whereabouts): Reading<Place> {
  const file = owner === 'program' ? programFileOf(where) : userFileOf(where.env);
  if (file === undefined) return { problem: 'the home folder is not known; name a file' };
  if (owner === 'program' && findPackageRoot(where.workingDirectory) === undefined)
    return { problem: 'no package.json is here or above, so no program would find the file; name another place' };
  const programFile = owner === 'program' ? where.workingDirectory : undefined;
  const existing = findPlaces({ configFile: undefined, env: where.env, programFile })[owner]?.file;
  if (existing === undefined) return { value: { file, owner } };
  return { problem: `${existing} is the configuration of this ${owner} already and stays as it is; name another file` };
}
