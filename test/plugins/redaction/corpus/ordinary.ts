/** Two megabytes of ordinary text: sources and pages of the packages that are installed here, and logs. The same in every run of a lock file. */
import { readdirSync, readFileSync } from 'node:fs';
import { drawFrom, hex } from './random.js';

const packages = new URL('../../../../../node_modules/', import.meta.url);

/** Packages by what they hold: sources as people write them, and pages. Bundles and minified files are no ordinary text. */
const sourceFolders = ['mocha/lib', 'sinon/lib', 'yargs-parser/build/lib', 'glob/dist/esm', 'minimatch/dist/esm', 'tapable/lib', 'cosmiconfig/dist', '@grpc/grpc-js/src', 'fast-check/lib', 'semver', 'commander/lib', 'ajv/lib', 'protobufjs/src', 'argparse/lib', 'js-yaml/lib', 'yaml/dist', 'smol-toml/dist', 'workerpool/src', 'marked/lib']; // biome-ignore format: a list
const pageEndings = /\.md$/i;
const sourceEndings = /\.(?:[cm]?[jt]s)$/;
const bundled = /\.min\.|\.d\.[cm]?ts$|umd|\.map$/;
const maxFileLength = 120_000;

/** What kind of text it is, and the text. */
export interface Ordinary {
  readonly name: 'source code' | 'prose' | 'logs';
  readonly text: string;
}

/** Gives them, cut to the length that is asked for. */
export function ordinaryTexts(): readonly Ordinary[] {
  const source = sourceFolders
    .flatMap((folder) => filesIn(folder, sourceEndings))
    .join('\n')
    .slice(0, 1_200_000);
  const prose = readdirSync(packages)
    .filter((name) => !name.startsWith('.'))
    .flatMap(pagesOf)
    .join('\n')
    .slice(0, 500_000);
  return [
    { name: 'source code', text: source },
    { name: 'prose', text: prose },
    { name: 'logs', text: logs(400_000) },
  ];
}

const pagesOf = (name: string): string[] =>
  name.startsWith('@')
    ? readdirSync(new URL(`${name}/`, packages)).flatMap((inner) => filesIn(`${name}/${inner}`, pageEndings, false))
    : filesIn(name, pageEndings, false);

function filesIn(folder: string, endings: RegExp, isDeep = true): string[] {
  const url = new URL(`${folder}/`, packages);
  return readdirSync(url, { recursive: isDeep, encoding: 'utf8' })
    .filter((path) => endings.test(path) && !bundled.test(path))
    .sort()
    .map((path) => readFileSync(new URL(path.replaceAll('\\', '/'), url), 'utf8'))
    .filter((text) => text.length < maxFileLength);
}

const paths = ['/api/v1/items', '/v1/responses', '/healthz', '/static/app.js', '/users/42/sessions'];
const messages = ['request finished', 'cache miss, reading from disk', 'session resumed', 'retrying after a refused connection', 'input tokens: 1204, output tokens: 88', 'token count is within the limit', 'key not found in the map', 'password prompt was shown', 'secret scanning is on', 'authorization: required']; // biome-ignore format: a list

/** Lines of a server and of an agent, with the ids that such lines have: UUIDs, hashes, spans, image digests. */
function logs(length: number): string {
  const { of, number } = drawFrom(7);
  const uuid = (): string => [8, 4, 4, 4, 12].map((size) => of(hex, size)).join('-');
  const lines: string[] = [];
  for (let total = 0; total < length; total += lines.at(-1)?.length ?? 0) {
    const time = new Date(1_767_225_600_000 + lines.length * 731).toISOString();
    const path = paths[number(paths.length)] ?? '';
    const kinds = [
      () => `${time} INFO [${uuid()}] GET ${path}?page=${number(40)}&state=open&sort=asc 200 ${number(900)}ms`,
      () => `${time} DEBUG trace_id=${of(hex, 32)} span_id=${of(hex, 16)} ${messages[number(messages.length)]}`,
      () =>
        `{"time":"${time}","level":"warn","msg":"${messages[number(messages.length)]}","call_id":"call_${of(hex, 24)}","max_tokens":${number(9000)}}`,
      () => `commit ${of(hex, 40)} (HEAD -> main) sha256:${of(hex, 64)} ${path}`,
      () =>
        `    at handle (file:///srv/app/node_modules/${of('abcdefghij', 9)}/dist/index.js:${number(900)}:${number(80)})`,
    ];
    lines.push(kinds[number(kinds.length)]?.() ?? '');
  }
  return lines.join('\n');
}
