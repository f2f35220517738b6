/** What the same `[otel]` table means to Codex and to codexotel, where that is not the same: one table, for `init --from` and for the docs. */
import { isMapping } from '../../core/config/index.js';
import type { CodexFile } from './codex-file.js';
import type { Translation } from './from-codex.js';

/** One difference. */
export interface Difference {
  /** Names it, for programs. */
  readonly id: string;
  /** What Codex does. */
  readonly codex: string;
  /** What codexotel does, or what was written for it. */
  readonly codexotel: string;
  /** The places in a file that it concerns; none: the file as a whole; `undefined`: it does not. */
  readonly placesIn: (file: CodexFile, translation: Translation) => readonly string[] | undefined;
}

/** A difference that concerns a file, with the places in it. */
export type FoundDifference = Omit<Difference, 'placesIn'> & { readonly places: readonly string[] };

const always = (): readonly string[] => [];
const when = (isSo: boolean): readonly string[] | undefined => (isSo ? [] : undefined);
const whereAny = (places: readonly string[]): readonly string[] | undefined => (places.length > 0 ? places : undefined);

/** The exporters with a mapping `key` that is such. */
function exportersWhere(
  file: CodexFile,
  key: string,
  isSuch: (part: object, kind: string) => boolean,
): readonly string[] | undefined {
  const names = ['exporter', 'trace_exporter', 'metrics_exporter'].filter((name) => {
    const exporter = file.otel?.[name];
    return Object.entries(isMapping(exporter) ? exporter : {}).some(([kind, options]) => {
      const part = isMapping(options) ? options[key] : undefined;
      return isMapping(part) && isSuch(part, kind);
    });
  });
  return whereAny(names.map((name) => `otel.${name}.*.${key}`));
}

/** In the order of the documentation. */
export const differences: readonly Difference[] = [
  {
    id: 'metrics-default',
    codex: 'sends metrics to OpenAI, through Statsig, unless `metrics_exporter` says otherwise',
    codexotel: 'sends no metrics unless `metrics_exporter` says so',
    placesIn: ({ otel = {} }) => when(!('metrics_exporter' in otel)),
  },
  {
    id: 'statsig',
    codex: '`statsig` sends to the Statsig project of OpenAI, with a key of its own',
    codexotel:
      '`statsig` sends to your project: set `STATSIG_SERVER_SDK_SECRET` or `plugins.statsig.key`; without it, metrics stay off',
    placesIn: ({ otel = {} }) => when(otel.metrics_exporter === 'statsig'),
  },
  {
    id: 'analytics',
    codex: 'sends no metrics to anybody with `[analytics] enabled = false`',
    codexotel: 'does not know this table; `metrics_exporter` became `none`',
    placesIn: ({ isAnalyticsOff }) => when(isAnalyticsOff),
  },
  {
    id: 'tool-content',
    codex: 'always sends the arguments and the output of tools',
    codexotel: 'sends them only with `log_tool_content: true`',
    placesIn: always,
  },
  {
    id: 'error-text',
    codex: 'always sends the text of errors',
    codexotel: 'sends free text only with `log_error_text: true`; texts of the known set always travel',
    placesIn: always,
  },
  {
    id: 'user-email',
    codex: 'always sends `user.email`',
    codexotel: 'sends it only with `log_user_email: true`',
    placesIn: always,
  },
  {
    id: 'redaction',
    codex: 'sends texts as they are',
    codexotel: 'takes secrets out of every text that travels; see `plugins.redaction`',
    placesIn: always,
  },
  {
    id: 'variables',
    codex: `takes \`\${NAME}\` in a text as these characters`,
    codexotel: `puts the variable in; a \`\${\` of Codex became \`$\${\`, which stands for the two characters: take one \`$\` away where you mean the variable`,
    placesIn: (_, { literals }) => whereAny(literals),
  },
  {
    id: 'header-values',
    codex: 'has the values of headers in its file',
    codexotel: `can take them from the environment; they were copied as they are, and a secret is better written as \`\${NAME}\``,
    placesIn: (file) => exportersWhere(file, 'headers', (headers) => Object.keys(headers).length > 0),
  },
  {
    id: 'environment-headers',
    codex: 'adds `OTEL_EXPORTER_OTLP_HEADERS` to the headers of every exporter',
    codexotel: 'adds nothing: credentials travel with their endpoint; write what is needed into `headers`',
    placesIn: ({ otel = {} }) =>
      when(['exporter', 'trace_exporter', 'metrics_exporter'].some((name) => isMapping(otel[name]))),
  },
  {
    id: 'relative-paths',
    codex: 'counts the paths of PEM files from its own folder',
    codexotel: 'counts them from the folder of the rc file; they became absolute',
    placesIn: (_, { relativePaths }) => whereAny(relativePaths),
  },
  {
    id: 'grpc-authorities',
    codex: 'over gRPC, trusts `ca-certificate` besides the authorities of the system',
    codexotel: 'trusts it alone, as over HTTP',
    placesIn: (file) =>
      exportersWhere(file, 'tls', (tls, kind) => kind === 'otlp-grpc' && Object.hasOwn(tls, 'ca-certificate')),
  },
  {
    id: 'unknown-keys',
    codex: 'overlooks keys that it does not know',
    codexotel: 'takes them for mistakes; they were left out',
    placesIn: (_, { unknown }) => whereAny(unknown),
  },
  {
    id: 'mistakes',
    codex: 'refuses the whole file, drops the entry, or sends nothing, by the kind of mistake',
    codexotel: 'tells it and does without this part, which was left out; an exporter became `none`',
    placesIn: (_, { refused }) => whereAny(refused),
  },
  {
    id: 'profiles',
    codex: 'changes its configuration by the profile that is chosen',
    codexotel: 'has no profiles, and read none; name another file by `CODEXOTEL_CONFIG`',
    placesIn: ({ hasProfiles }) => when(hasProfiles),
  },
];

/** Those that concern a file. */
export function differencesIn(file: CodexFile, translation: Translation): FoundDifference[] {
  return differences.flatMap(({ placesIn, ...difference }) => {
    const places = placesIn(file, translation);
    return places === undefined ? [] : [{ ...difference, places }];
  });
}
