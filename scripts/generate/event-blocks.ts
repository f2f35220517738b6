/** The blocks of docs/events.md, made of the catalogue. */
import { dialects } from '../../core/catalogue/dialects.js';
import { codexEvents } from '../../core/catalogue/index.js';
import { sessionFacts } from '../../core/catalogue/session-facts.js';
import type { EventDeclaration, FieldDeclaration, FieldValue, Lane } from '../../core/events.js';
import { eventDifferences, publicNames } from './event-differences.js';
import { eventWords } from './event-words.js';
import { code, either, toTable } from './markdown.js';

const names = Object.keys(codexEvents) as (keyof typeof codexEvents)[];
const lanes: readonly Lane[] = ['log', 'trace'];

/** By the name of the block. */
export const makeEventBlocks = (): Readonly<Record<string, string>> => ({
  overview: toTable(
    ['event', 'what it tells', 'lanes', 'needs'],
    names.map((name) => {
      const { lanes: own, switch: needed }: EventDeclaration = codexEvents[name];
      return [`[${code(name)}](#${anchorOf(name)})`, eventWords[name].tells, showLanes(own), showSwitch(needed)];
    }),
  ),
  facts: toTable(
    ['fact', 'class', 'lanes', 'values', 'while its switch is off'],
    Object.entries<FieldDeclaration>(sessionFacts).map(([name, field]) => [
      code(name),
      field.class,
      showLanes(field.lanes),
      showValues(field),
      showOff(field),
    ]),
  ),
  events: names.map(describeEvent).join('\n\n'),
  names: toTable(
    ['event', 'in the documentation', 'on the wire', ''],
    publicNames.map(({ event, documented, wire, note }) => [
      event in codexEvents ? code(event) : event,
      documented,
      wire === undefined ? 'nothing' : code(wire),
      note,
    ]),
  ),
  differences: toTable(
    ['Codex', 'codexotel', 'because'],
    eventDifferences.map(({ codex, codexotel, because }) => [codex, codexotel, because]),
  ),
});

const anchorOf = (name: string): string => name.replaceAll('.', '');

function describeEvent(name: keyof typeof codexEvents): string {
  const declaration: EventDeclaration = codexEvents[name];
  const { tells, methods, note } = eventWords[name];
  const said = methods.map((method) => code(`session.${method}`)).join(', ');
  const traits = [
    `Said by ${said}.`,
    declaration.lanes.length === 0 ? 'On no lane.' : `Lanes: ${showLanes(declaration.lanes)}.`,
    declaration.switch && `Nobody sees it while ${code(declaration.switch)} is off.`,
    declaration.level && `Level ${code(declaration.level)}.`,
    declaration.subsystem && `Target ${code(`codex_otel.${declaration.subsystem}`)}.`,
    showTail(declaration),
    note,
  ];
  const fields = toTable(
    ['field', 'in code', 'class', 'on the log lane', 'on the trace lane', 'while its switch is off', 'follows from'],
    Object.entries(declaration.fields).map(([field, one]) => [
      code(field),
      showType(one),
      one.class,
      ...lanes.map((lane) => (declaration.lanes.includes(lane) ? showOnWire(one, lane) : '')),
      showOff(one),
      showSource(one),
    ]),
  );
  return `### ${name}\n\n${tells} ${traits.filter(Boolean).join(' ')}\n\n${fields}`;
}

function showTail({ order = [], tail, fields }: EventDeclaration): string {
  const led = order.filter((name) => !Object.hasOwn(fields, name));
  if (led.length > 0)
    return `Of the session it bears ${led.map(code).join(', ')}, in this order: ${order.map(code).join(', ')}.`;
  return tail === 'full' ? '' : 'It bears no facts of the session.';
}

const showLanes = (own: readonly Lane[]): string => own.join(', ') || 'none';
const showSwitch = (name: string | undefined): string => (name === undefined ? '' : code(name));
const showType = (field: FieldDeclaration): string => (field.values ? either(field.values.map(code)) : field.type);
const showValues = ({ values = [] }: FieldDeclaration): string => either(values.map(code));

/** The type on the wire, as the `codex` dialect writes it; empty: not there. */
function showOnWire(field: FieldDeclaration, lane: Lane): string {
  if (!field.lanes.includes(lane))
    return lane === 'log' && field.standsFor ? `int, while ${code(field.standsFor)} is held back` : '';
  const written = typeof dialects.codex(exampleOf(field), field, lane);
  const type = written === 'number' ? field.type.replace('uint', 'int') : written;
  return lane === 'trace' && field.isFact ? `${type}, of the known set only` : type;
}

const examples: Readonly<Record<FieldDeclaration['type'], FieldValue>> = {
  string: '',
  int: 1,
  uint: 1,
  double: 1,
  boolean: true,
};
const exampleOf = ({ type }: FieldDeclaration): FieldValue => examples[type];

function showOff({ switch: name, whenOff, isFact }: FieldDeclaration): string {
  if (name === undefined) return '';
  const what = whenOff === 'mask' ? 'reads `[REDACTED]`' : 'is left out';
  return `${code(name)}: ${what}${isFact ? ', but for the known set' : ''}`;
}

function showSource({ derive }: FieldDeclaration): string {
  if (!derive) return '';
  return 'from' in derive ? code(derive.from) : 'its number in the session';
}
