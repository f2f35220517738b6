/** The arguments of `init`, checked. */
import { parseArgs } from 'node:util';
import { settings } from '../../core/config/index.js';
import { parse } from '../arguments.js';
import { UsageError } from '../exit-codes.js';

/** Where log records go. */
export const exporterNames = ['none', 'otlp-http', 'otlp-grpc'] as const;
export type ExporterName = (typeof exporterNames)[number];

/** Whose file is written. */
const owners = ['program', 'user'] as const;
export type Owner = (typeof owners)[number];

/** The content switches, as keys of the `otel` table, in the order of the documentation. */
export const switches: readonly string[] = Object.entries(settings)
  .filter(([path, { byDefault }]) => path.startsWith('otel.log_') && byDefault === 'false')
  .map(([path]) => path.replace('otel.', ''));

/** What `init` was told; what is `undefined` was not said. */
export interface InitArguments {
  readonly exporter: ExporterName | undefined;
  readonly endpoint: string | undefined;
  readonly protocol: 'binary' | 'json';
  /** The switches that are on; none was named: `undefined`. */
  readonly switchedOn: readonly string[] | undefined;
  /** The new file, or whose it is. */
  readonly out: string | undefined;
  readonly owner: Owner | undefined;
  /** A `config.toml` of Codex. */
  readonly from: string | undefined;
  /** Whether what was not said has its default, and nothing is asked. */
  readonly isSilent: boolean;
  readonly isJson: boolean;
}

const toFlag = (name: string): string => name.replaceAll('_', '-');

/** Reads the words after `init`. Throws `UsageError`. */
export function parseInitArguments(args: readonly string[]): InitArguments {
  const { values } = parse(() =>
    parseArgs({
      args: [...args],
      options: {
        ...Object.fromEntries(switches.map((name) => [toFlag(name), { type: 'boolean' as const }])),
        exporter: { type: 'string' },
        endpoint: { type: 'string' },
        protocol: { type: 'string' },
        out: { type: 'string' },
        for: { type: 'string' },
        from: { type: 'string' },
        yes: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }),
  );
  const { exporter, endpoint, protocol, out, from } = values;
  const flags: Readonly<Record<string, unknown>> = values;
  const switchedOn = switches.filter((name) => flags[toFlag(name)] === true);
  const isExporting = exporter !== undefined || endpoint !== undefined || protocol !== undefined;
  if (from !== undefined && isExporting)
    throw new UsageError('--from brings the exporters along; leave out --exporter');
  if (endpoint !== undefined && (exporter ?? 'none') === 'none')
    throw new UsageError('--endpoint needs --exporter otlp-http or otlp-grpc');
  if (protocol !== undefined && exporter !== 'otlp-http') throw new UsageError('--protocol needs --exporter otlp-http');
  if (out !== undefined && values.for !== undefined)
    throw new UsageError('--out and --for both name the file; leave out one');
  return {
    exporter: oneOf(exporterNames, exporter, '--exporter'),
    endpoint,
    protocol: oneOf(['binary', 'json'], protocol, '--protocol') ?? 'binary',
    switchedOn: switchedOn.length > 0 ? switchedOn : undefined,
    out,
    owner: oneOf(owners, values.for, '--for'),
    from,
    isSilent: values.yes,
    isJson: values.json,
  };
}

function oneOf<const Word extends string>(
  words: readonly Word[],
  word: string | undefined,
  flag: string,
): Word | undefined {
  const found = words.find((known) => known === word);
  if (word !== undefined && found === undefined)
    throw new UsageError(`${flag} takes ${words.join(', ').replace(/, (?=[^,]*$)/, ' or ')}`);
  return found;
}
