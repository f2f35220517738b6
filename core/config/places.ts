/** Where a configuration may stand: a file that was named, or the package root of the program that runs. Never the working directory as such. */
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { type Environment, readVariable } from './env.js';

// Every start looks for a file. An import would have Node make an ES module of `fs`, which loads all of its streams: 4 ms.
const { readFileSync, realpathSync, statSync } = process.getBuiltinModule('node:fs');

/** A file to read, which need not exist. */
export interface Place {
  readonly file: string;
  /** What a message calls it while nobody knows whether it is a file: a variable's value is not repeated. */
  readonly source: string;
}

/** The key of a `package.json` that holds a configuration. */
export const packageKey = 'codexotel';

/** The file that code or `CODEXOTEL_CONFIG` names; a relative path counts from the working directory, as in a shell. */
export function findNamedPlace(configFile: string | undefined, env: Environment): Place | undefined {
  if (configFile !== undefined) return { file: toAbsolute(configFile), source: toAbsolute(configFile) };
  const named = readVariable(env, 'CODEXOTEL_CONFIG');
  return named === undefined ? undefined : { file: toAbsolute(named), source: 'CODEXOTEL_CONFIG' };
}

/** A relative path stays as it is where the working directory was removed; reading it will fail then. */
function toAbsolute(path: string): string {
  try {
    return resolve(path);
  } catch {
    return path;
  }
}

/** The first rc file in the package root of the program; it looks for names, at once, so that an absent file costs next to nothing. */
export function findProgramPlace(programFile: string | undefined): Place | undefined {
  // A relative path is no script that Node started, but an argument behind `node -e`.
  if (programFile === undefined || !isAbsolute(programFile)) return undefined;
  const root = findPackageRoot(programFile);
  if (root === undefined) return undefined;
  for (const name of ['.codexotelrc', '.codexotelrc.json', '.codexotelrc.yaml', '.codexotelrc.yml']) {
    const file = join(root, name);
    if (kindOf(file) === 'file') return { file, source: file };
  }
  const file = join(root, 'package.json');
  return holdsPackageKey(file) ? { file, source: file } : undefined;
}

/** The folder of the nearest `package.json` around the real file; like Node's own search, it does not leave `node_modules`. */
function findPackageRoot(programFile: string): string | undefined {
  let real: string;
  try {
    real = realpathSync.native(programFile);
  } catch {
    return undefined;
  }
  let folder = kindOf(real) === 'folder' ? real : dirname(real);
  while (basename(folder) !== 'node_modules') {
    if (kindOf(join(folder, 'package.json')) === 'file') return folder;
    const parent = dirname(folder);
    if (parent === folder) return undefined;
    folder = parent;
  }
  return undefined;
}

function kindOf(path: string): 'file' | 'folder' | 'none' {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile()) return 'file';
    return found?.isDirectory() ? 'folder' : 'none';
  } catch {
    return 'none';
  }
}

/** Many a host names us among its dependencies, so the key itself has to be looked for. */
function holdsPackageKey(file: string): boolean {
  try {
    const text = readFileSync(file, 'utf8');
    return text.includes(`"${packageKey}"`) && Object.hasOwn(JSON.parse(text), packageKey);
  } catch {
    return false;
  }
}
