/** The tables and figures of docs/security.md, made of what the sources go by. */
import { maxTextLength } from '../../core/config/interpolate.js';
import { maxTrustedBytes, maxWorkspaceBytes } from '../../core/config/load.js';
import { ownVariables } from '../../core/config/own-variables.js';
import {
  codeEndings,
  configNames,
  maxFolders,
  maxWorkspaceFiles,
  maxWorkspacePackageBytes,
  rcNames,
} from '../../core/config/places.js';
import { maxDepth, maxNodes } from '../../core/config/plain.js';
import { type Setting, settings } from '../../core/config/settings.js';
import { maxRules, maxValues } from '../../core/config/workspace.js';
import { code, either, toTable } from './markdown.js';
import { showTightening } from './tightening.js';

const rows: ReadonlyArray<[path: string, setting: Setting]> = Object.entries(settings);
const list = (names: readonly string[], before = ''): string => names.map((name) => code(before + name)).join(', ');

/** By the name of the block. */
export const makeSecurityBlocks = (): Readonly<Record<string, string>> => ({
  trust: toTable(
    ['key', 'a trusted source may say', 'a file of the working directory may say'],
    rows.map(([path, { workspace }]) => [code(path), 'anything', showTightening(workspace)]),
  ),
  variables: toTable(
    ['variable', 'says'],
    ownVariables.map((name) => [code(name), meaningOf(name)]),
  ),
  places: toTable(
    ['order', 'who', 'where', 'trusted'],
    [
      ['1', 'named', 'the `configFile` of `start`, else the file that `CODEXOTEL_CONFIG` names', 'yes'],
      [
        '2',
        'program',
        `in the package root of the program: ${list([...rcNames, 'package.json'])} (its key \`codexotel\`)`,
        'yes',
      ],
      [
        '3',
        'user',
        `${list(configNames, '$XDG_CONFIG_HOME/codexotel/')} (without the variable: \`~/.config/codexotel/\`), then ${list(rcNames, '~/')}`,
        'yes',
      ],
      [
        '4',
        'working directory',
        `in it, and then in each folder above: ${list([...rcNames, 'package.json'])} (its key \`codexotel\`); at most ${maxFolders} folders, and neither the home folder nor any above it`,
        'no, unless the host says `trustWorkspace: true`',
      ],
    ],
  ),
  limits: toTable(
    ['what', 'limit'],
    [
      ['a trusted file', showBytes(maxTrustedBytes)],
      ['a `package.json` of the working directory; a larger one is not looked at', showBytes(maxWorkspacePackageBytes)],
      ['all other files in and above the working directory together', showBytes(maxWorkspaceBytes)],
      ['files in and above the working directory; more of them close every sink', String(maxWorkspaceFiles)],
      ['values in a file of the working directory', String(maxValues)],
      ['levels of nesting', String(maxDepth)],
      ['values in a file, each alias counted where it stands', String(maxNodes)],
      ['characters of a text, variables put in', String(maxTextLength)],
      ['rules of redaction from a file of the working directory', String(maxRules)],
    ],
  ),
  endings: either(codeEndings.map(code)),
});

function meaningOf(name: string): string {
  if (name === 'CODEXOTEL_DISABLED') return '`1` or `true`: everything is off';
  if (name === 'CODEXOTEL_CONFIG') return 'the path of a trusted file';
  const path = rows.find(([, { variable }]) => variable === name)?.[0];
  if (path === undefined) throw new Error(`nobody knows what ${name} says`);
  return path.endsWith('exporter') ? `${code(path)}: its word, or the mapping as JSON` : code(path);
}

const showBytes = (bytes: number): string => (bytes >= 2 ** 20 ? `${bytes / 2 ** 20} MiB` : `${bytes / 2 ** 10} KiB`);
