/** Where configurations may stand: a file that was named, the program's package root, the user's home, and the working directory. */
import { dirname, extname, isAbsolute, join, resolve, sep } from 'node:path';
import { type Environment, readVariable } from './env.js';
import { kindOf, toRealPath } from './file-kind.js';
import { findPackageRoot } from './package-root.js';
import { readSmallFile } from './read-file.js';
import { isTrustedBeside } from './trusted-owner.js';

/** A file to read. */
export interface Place {
  readonly file: string;
  /** What a message calls it while nobody knows whether it is a file: a variable's value is not repeated. */
  readonly source: string;
}

/** What `findPlaces` goes by. */
export interface PlaceRequest {
  readonly configFile: string | undefined;
  readonly env: Environment;
  /** From which a relative path of a named file counts; absent: that of the process now. */
  readonly baseDirectory?: string | undefined;
  /** `process.argv[1]`; one that is not absolute is no program. */
  readonly programFile?: string | undefined;
  /** Absent, relative or gone: no file of the workspace is looked for. */
  readonly workingDirectory?: string | undefined;
}

/** Files of configuration, each of them once, under the first of these headings. */
export interface Places {
  /** What code or `CODEXOTEL_CONFIG` names; it need not exist. */
  readonly named: Place | undefined;
  /** In the package root of the program. */
  readonly program: Place | undefined;
  /** In `$XDG_CONFIG_HOME/codexotel`, else in the home folder. */
  readonly user: Place | undefined;
  /** In the working directory and above, the nearest first; the home folder ends the search. */
  readonly workspace: readonly Place[];
  /** Files of the program's and the user's folders that nobody reads: another one comes first, or they are code. */
  readonly ignored: readonly string[];
  /** The file of the program's folder, where it belongs to a stranger: it is not trusted. */
  readonly foreign: readonly string[];
}

/** The key of a `package.json` that holds a configuration. */
export const packageKey = 'codexotel';

/** Names of a file in a folder; the first that exists counts. */
export const rcNames = ['', '.json', '.yaml', '.yml', '.toml'].map((ending) => `.codexotelrc${ending}`);
const folderNames = [...rcNames, 'package.json'];

/** Names of the user's file in `$XDG_CONFIG_HOME/codexotel`. */
export const configNames = ['yaml', 'yml', 'json', 'toml'].map((ending) => `config.${ending}`);

/** Endings under which people put a configuration that is code. It is never run. */
export const codeEndings = ['.js', '.cjs', '.mjs', '.ts', '.cts', '.mts'];

/** Folders that are looked at for files of the workspace, so that a deep tree costs no time. */
export const maxFolders = 64;
/** Files of the workspace that are read. */
export const maxWorkspaceFiles = 8;
/** Bytes of a `package.json` of the workspace; a larger one is not looked at. */
export const maxWorkspacePackageBytes = 2 ** 16;

/** Whether a file is a program by its ending, whatever it holds. */
export const isCode = (file: string): boolean => codeEndings.includes(extname(file).toLowerCase());

/** Finds the files, at once, so that absent ones cost next to nothing. Reads none but a `package.json`. Never throws. */
export function findPlaces(request: PlaceRequest): Places {
  const { env, programFile, workingDirectory } = request;
  const named = findNamedPlace(request);
  const program = lookAt(programCandidates(programFile));
  const isForeign = (file: string): boolean => programFile !== undefined && !isTrustedBeside(file, programFile);
  const user = lookAt(userCandidates(env));
  const seen = new Set<string>();
  const isNew = (file: string): boolean => {
    const real = toRealPath(file) ?? file;
    return !seen.has(real) && seen.add(real) !== undefined;
  };
  if (named) isNew(named.file);
  return {
    named,
    program: program.first.filter((file) => !isForeign(file) && isNew(file)).map(toPlace)[0],
    user: user.first.filter(isNew).map(toPlace)[0],
    workspace: findWorkspaceFiles(workingDirectory, homeOf(env)).filter(isNew).map(toPlace),
    ignored: [...program.ignored, ...user.ignored].filter(isNew),
    foreign: program.first.filter(isForeign),
  };
}

const toPlace = (file: string): Place => ({ file, source: file });

function findNamedPlace({ configFile, env, baseDirectory }: PlaceRequest): Place | undefined {
  if (configFile !== undefined) return toPlace(toAbsolute(configFile, baseDirectory));
  const named = readVariable(env, 'CODEXOTEL_CONFIG');
  return named === undefined ? undefined : { file: toAbsolute(named, baseDirectory), source: 'CODEXOTEL_CONFIG' };
}

/** A relative path stays as it is where the working directory was removed; reading it will fail then. */
function toAbsolute(path: string, baseDirectory = ''): string {
  try {
    return resolve(baseDirectory, path);
  } catch {
    return path;
  }
}

/** Files that may stand somewhere: those that would be read, in order, and those that never are. */
interface Candidates {
  readonly data: readonly string[];
  readonly code: readonly string[];
}

function programCandidates(programFile: string | undefined): Candidates {
  const root = findPackageRoot(programFile);
  return root === undefined ? none : { data: within(root, folderNames), code: withCodeEndings(root, '.codexotelrc') };
}

function userCandidates(env: Environment): Candidates {
  const home = homeOf(env);
  const folder = userFolderOf(env);
  const inFolder =
    folder === undefined || kindOf(folder) !== 'folder'
      ? none
      : {
          data: within(folder, configNames),
          code: withCodeEndings(folder, 'config'),
        };
  const inHome =
    home === undefined ? none : { data: within(home, rcNames), code: withCodeEndings(home, '.codexotelrc') };
  return { data: [...inFolder.data, ...inHome.data], code: [...inFolder.code, ...inHome.code] };
}

const none: Candidates = { data: [], code: [] };

/** The user's folder for configurations, whether it exists or not; `undefined` where nobody knows the home folder. */
export function userFolderOf(env: Environment): string | undefined {
  const home = homeOf(env);
  const base = absolute(env, 'XDG_CONFIG_HOME') ?? (home === undefined ? undefined : join(home, '.config'));
  return base === undefined ? undefined : join(base, 'codexotel');
}

/** Where a new file of the user's belongs: the first that is looked for. */
export function userFileOf(env: Environment): string | undefined {
  const folder = userFolderOf(env);
  return folder === undefined ? undefined : within(folder, configNames)[0];
}

/** The folder is a clean path. Some seventy times `join` would cost more than to ask for the files. */
function within(folder: string, names: readonly string[]): string[] {
  const start = folder.endsWith(sep) ? folder : folder + sep;
  return names.map((name) => start + name);
}

const withCodeEndings = (folder: string, name: string): string[] =>
  within(
    folder,
    codeEndings.map((ending) => name + ending),
  );

/** The home folder. The system is not asked where the variable is silent: who hands in an environment means that one. */
const homeOf = (env: Environment): string | undefined =>
  absolute(env, process.platform === 'win32' ? 'USERPROFILE' : 'HOME');

/** A relative path would lead into the working directory, and counts as unset. */
function absolute(env: Environment, name: string): string | undefined {
  const path = readVariable(env, name);
  return path !== undefined && isAbsolute(path) ? resolve(path) : undefined;
}

/** The first of the files that exist, alone in a list or none; and the others. */
function lookAt({ data, code }: Candidates): {
  readonly first: readonly string[];
  readonly ignored: readonly string[];
} {
  const existing = data.filter((file) => holdsConfiguration(file));
  return {
    first: existing.slice(0, 1),
    ignored: [...existing.slice(1), ...code.filter((file) => kindOf(file) === 'file')],
  };
}

/** The first file of each folder, from the working directory up. Above the home folder others have their say. */
function findWorkspaceFiles(workingDirectory: string | undefined, home: string | undefined): string[] {
  if (workingDirectory === undefined || !isAbsolute(workingDirectory)) return [];
  let folder = toRealPath(workingDirectory);
  if (folder === undefined || kindOf(folder) !== 'folder') return [];
  const end = home === undefined ? undefined : toRealPath(home);
  const found: string[] = [];
  // One beyond the bound, so that somebody can tell.
  for (let level = 0; level < maxFolders && folder !== end && found.length <= maxWorkspaceFiles; level++) {
    const file = within(folder, folderNames).find((name) => holdsConfiguration(name, maxWorkspacePackageBytes));
    if (file !== undefined) found.push(file);
    const parent = dirname(folder);
    if (parent === folder) break;
    folder = parent;
  }
  return found;
}

/** Whether it is a regular file; a `package.json` has to hold the key. */
const holdsConfiguration = (file: string, maxBytes?: number): boolean =>
  kindOf(file) === 'file' && (!file.endsWith('package.json') || holdsPackageKey(file, maxBytes));

/** Many a host names us among its dependencies, so the key itself has to be looked for. */
function holdsPackageKey(file: string, maxBytes?: number): boolean {
  const read = readSmallFile(file, maxBytes);
  if (!('text' in read) || !read.text.includes(`"${packageKey}"`)) return false;
  try {
    return Object.hasOwn(JSON.parse(read.text), packageKey);
  } catch {
    return false;
  }
}
