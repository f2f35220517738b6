/** The policy as a table: which destination may see which class of fields, by which switch, and who said so. */
import type { Description, FieldClass, Switch } from '../index.js';
import { toTable } from './table.js';

/** One row: a part of what events hold, on its way to one destination. */
export interface PolicyRow {
  /** The full name of a sink, or `listeners`: who watches events in the program itself. */
  readonly destination: string;
  readonly class: FieldClass;
  /** What the switch is about; for a class without one, all of it. */
  readonly what: string;
  /** The switch that decides; nothing: the class alone does. */
  readonly switch: Switch | undefined;
  readonly travels: boolean;
  /** Who said the switch: a file, a variable, `code`, `default`; `design`: nobody can change it. */
  readonly origin: string;
}

/** What each switch lets travel. */
const content: ReadonlyArray<readonly [name: Switch, what: string]> = [
  ['log_user_prompt', 'prompts'],
  ['log_tool_content', 'arguments and outputs of tools, and attributes that nobody declared'],
  ['log_agent_responses', 'final answers'],
  ['log_guardian_assessments', 'assessments of risky actions'],
  ['log_error_text', 'free text of errors'],
];

interface Destination {
  readonly name: string;
  readonly classes: readonly FieldClass[];
}

/** The rows of a bus, in the order of its sinks, the listeners last. */
export function policyRows({ sinks, switches, settings }: Description): readonly PolicyRow[] {
  const originOf = (path: string): string => settings.find((setting) => setting.path === path)?.origin ?? 'default';
  const destinations: Destination[] = [
    ...Object.entries(sinks).map(([name, { classes, lane }]) => ({
      name,
      classes: lane === 'trace' ? (['fact'] as const) : classes,
    })),
    { name: 'listeners', classes: ['fact', 'content'] },
  ];

  return destinations.flatMap(({ name: destination, classes }) => {
    const plain = (fieldClass: FieldClass, what: string): PolicyRow => ({
      destination,
      class: fieldClass,
      what,
      switch: undefined,
      travels: classes.includes(fieldClass),
      origin: 'design',
    });
    const switched = (fieldClass: FieldClass, name: Switch, what: string): PolicyRow => {
      const isCarried = classes.includes(fieldClass);
      const travels = isCarried && switches[name] === true;
      return {
        destination,
        class: fieldClass,
        what,
        switch: name,
        travels,
        origin: isCarried ? originOf(`otel.${name}`) : 'design',
      };
    };
    return [
      plain('fact', 'lengths, counts, durations, states, names of tools'),
      plain('identity', 'account, host, names of MCP servers'),
      switched('identity', 'log_user_email', 'the e-mail address of the user'),
      ...content.map(([name, what]) => switched('content', name, what)),
    ];
  });
}

/** The table for people, and below it what redaction does. Ends with a line feed. */
export function renderPolicy(description: Description): string {
  const rows = policyRows(description).map((row) => [
    row.destination,
    row.class,
    row.travels ? 'yes' : 'no',
    row.switch ?? '-',
    row.origin,
    row.what,
  ]);
  const lines = toTable([['destination', 'class', 'travels', 'switch', 'said by', 'what'], ...rows]);
  return `${[...lines, '', describeRedaction(description)].join('\n')}\n`;
}

function describeRedaction({ plugins, details, settings }: Description): string {
  const origin = settings.find(({ path }) => path === 'plugins.redaction')?.origin ?? 'default';
  if (!plugins.includes('redaction')) return `redaction: not at work (${origin})`;
  const said = Object.entries(details.redaction ?? {}).map(([name, value]) => `${name}: ${wordsOf(value)}`);
  return [`redaction: on (${origin})`, ...said.map((line) => `  ${line}`)].join('\n');
}

const wordsOf = (value: unknown): string =>
  Array.isArray(value)
    ? value.length === 0
      ? 'none'
      : value.join(', ')
    : value === true
      ? 'yes'
      : value === false
        ? 'no'
        : String(value);
