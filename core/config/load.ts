/** Finds, reads and checks the configuration: files, variables and code, each with the trust that it deserves. */
import { basename, dirname } from 'node:path';
import type { LoadedConfiguration } from '../bus-parts.js';
import type { Mistake } from '../errors.js';
import { defaults } from './defaults.js';
import { type Environment, readOffSwitch } from './env.js';
import { says, toMistake } from './finding.js';
import type { Layer } from './layer.js';
import { readOwnVariables } from './own-variables.js';
import { findPlaces, isCode, maxWorkspaceFiles, maxWorkspacePackageBytes, type Place } from './places.js';
import { isMapping } from './plain.js';
import { resolveConfiguration } from './resolve.js';
import { readStandardVariables } from './standard-variables.js';
import { tellUnverifiedTls } from './unverified-tls.js';

/** Where a configuration may come from. */
export interface LoadRequest {
  /** The rc file's shape in code; its keys win over the files', and its `${NAME}` stays as it is. */
  readonly config?: unknown;
  /** A file that wins over those that are found; it must exist. */
  readonly configFile?: string | undefined;
  readonly env: Environment;
  /** `process.argv[1]`: the program, whose package root is trusted. Hand in nothing when Node was started with `-e` or `-p`. */
  readonly programFile?: string | undefined;
  /** From which a relative path of a named file counts; absent: that of the process now. */
  readonly baseDirectory?: string | undefined;
  /** Files in it or above may only tighten; absent: none is looked for. */
  readonly workingDirectory?: string | undefined;
  /** Whether files in or above the working directory may say anything. */
  readonly trustWorkspace?: boolean;
}

/** Bytes of the largest file that is read, and of all together that anybody may have left there, so that they cost no time. */
export const maxTrustedBytes = 2 ** 20;
export const maxWorkspaceBytes = 2 ** 14;

/**
 * Loads the configuration, the strongest source first: "off" from anywhere, `config` in code, `CODEXOTEL_*`, the named file
 * (`configFile`, else `CODEXOTEL_CONFIG`), the program's file, the user's file, the standard `OTEL_*`, the defaults. A file in or
 * above the working directory may only tighten. Never throws and never runs code that it finds: a mistake gives a configuration
 * in which the affected part is off, and everything is closed where the mistake could have opened something.
 */
export async function loadConfiguration(request: LoadRequest): Promise<LoadedConfiguration> {
  const { config, env, trustWorkspace = false } = request;
  const off = readOffSwitch(env);
  if (off.variable !== undefined) return switchedOff(off.variable, env);
  const own = readOwnVariables(env);
  const places = findPlaces({ ...request, configFile: asPath(request.configFile) });
  const workspace = await (trustWorkspace ? readFiles(places.workspace, env) : readWorkspace(places.workspace));
  const standard = await readStandardVariables(env);
  const trusted = [
    ...(saysNothing(config) ? [] : [await check({ source: 'code', said: config })]),
    ...(await Promise.all(own.sayings.map((saying) => check(saying)))),
    ...(isPath(request.configFile) ? [] : [await refuse('code', 'configFile', noPath)]),
    ...(await readFiles([places.named, places.program], env)),
    ...(trustWorkspace ? workspace : []),
    ...(await readFiles([places.user], env)),
    ...standard.layers,
  ];
  const untrusted = trustWorkspace ? [] : workspace;
  const mistakes = [...off.mistakes, ...own.mistakes];
  const configuration = resolveConfiguration({ trusted, workspace: untrusted, isClosed: mistakes.length > 0 });
  return {
    env,
    configuration,
    mistakes: [...mistakes, ...trusted.flatMap((layer) => layer.mistakes)],
    notices: [
      ...off.warnings,
      ...standard.warnings,
      ...tellUnverifiedTls(env, configuration),
      ...places.ignored.map(tellIgnored),
      ...places.foreign.map(tellForeign),
      ...untrusted.flatMap((layer) => layer.mistakes),
    ],
  };
}

function switchedOff(variable: string, env: Environment): LoadedConfiguration {
  const origins = new Map([['enabled', { source: variable, written: false }]]);
  return {
    configuration: { ...defaults, isEnabled: false, origins, sources: [variable] },
    mistakes: [],
    notices: [],
    env,
  };
}

/** Nothing, or an empty mapping; then the schema need not be loaded. */
function saysNothing(config: unknown): boolean {
  if (config === undefined || config === null) return true;
  try {
    return isMapping(config) && Reflect.ownKeys(config).length === 0;
  } catch {
    return false;
  }
}

const isPath = (file: unknown): boolean => file === undefined || (typeof file === 'string' && file !== '');
const asPath = (file: string | undefined): string | undefined => (isPath(file) ? file : undefined);
const noPath = says('must be the path of a file', 'write a path, or leave it out');

/** The schema is loaded only when somebody said something. */
async function check(request: Parameters<typeof import('./layer.js').readLayer>[0]): Promise<Layer> {
  const { readLayer } = await import('./layer.js');
  return readLayer(request);
}

async function refuse(source: string, key: string | undefined, message: string): Promise<Layer> {
  const { refuseLayer } = await import('./layer.js');
  return refuseLayer(source, { path: key === undefined ? [] : [key], message });
}

async function readFiles(places: ReadonlyArray<Place | undefined>, env: Environment): Promise<Layer[]> {
  const found = places.filter((place) => place !== undefined);
  const read = async (place: Place): Promise<Layer> => {
    const file = await readFile(place, maxTrustedBytes);
    return 'said' in file ? check({ source: place.file, said: file.said, folder: dirname(place.file), env }) : file;
  };
  return Promise.all(found.map(read));
}

/** One after the other, within bounds for all together. What stands beyond them might have tightened, so it closes. */
async function readWorkspace(places: readonly Place[]): Promise<Layer[]> {
  const layers: Layer[] = [];
  let bytesLeft = maxWorkspaceBytes;
  for (const [at, place] of places.entries()) {
    if (at >= maxWorkspaceFiles) {
      const message = says(`stands beyond ${maxWorkspaceFiles} other configurations`, 'remove some of them');
      layers.push(await refuse(place.source, undefined, message));
      break;
    }
    const isPackage = basename(place.file) === 'package.json';
    const file = await readFile(place, isPackage ? maxWorkspacePackageBytes : Math.max(bytesLeft, 0));
    if (!isPackage) bytesLeft -= 'said' in file ? file.bytes : maxWorkspaceBytes;
    const { readWorkspaceLayer } = await import('./workspace.js');
    layers.push('said' in file ? readWorkspaceLayer({ source: place.file, said: file.said }) : file);
  }
  return layers;
}

async function readFile(
  { file, source }: Place,
  maxBytes: number,
): Promise<{ readonly said: unknown; readonly bytes: number } | Layer> {
  const { readSmallFile } = await import('./read-file.js');
  const read = readSmallFile(file, maxBytes);
  if ('message' in read) return refuse(source, undefined, read.message);
  const { parseText } = await import('./parse.js');
  const parsed = await parseText(file, read.text);
  return 'said' in parsed ? { said: parsed.said, bytes: read.text.length } : refuse(file, undefined, parsed.message);
}

/** A file that its owner may believe to be in force. */
function tellIgnored(file: string): Mistake {
  const message = isCode(file)
    ? says('is not read: a configuration is data, never code', 'write YAML, JSON or TOML, or hand { config } to start')
    : says(`is not read: another file of its folder comes first`, `keep one; ${basename(file)} may go`);
  return toMistake(file, { path: [], message });
}

/** A stranger's file beside the program: whoever meant it has to say so. */
const tellForeign = (file: string): Mistake =>
  toMistake(file, {
    path: [],
    message: says(
      'belongs neither to the owner of the program nor to who runs it, and is not followed',
      'change its owner, or name it by CODEXOTEL_CONFIG',
    ),
  });
