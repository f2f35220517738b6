/** The blocks of docs/privacy.md, made of the catalogue: what leaves the machine, and what holds it back. */
import { closedErrorTexts } from '../../core/catalogue/error-text.js';
import { codexEvents } from '../../core/catalogue/index.js';
import { sessionFacts } from '../../core/catalogue/session-facts.js';
import { settings } from '../../core/config/settings.js';
import {
  contentSwitches,
  type EventDeclaration,
  type FieldDeclaration,
  type Lane,
  type Switch,
} from '../../core/events.js';
import { code, toTable } from './markdown.js';

const events: ReadonlyArray<readonly [name: string, declaration: EventDeclaration]> = Object.entries(codexEvents);
const fieldsOf = ({ fields }: EventDeclaration): ReadonlyArray<readonly [string, FieldDeclaration]> =>
  Object.entries(fields);

/** By the name of the block. */
export const makePrivacyBlocks = (): Readonly<Record<string, string>> => ({
  switches: toTable(
    ['switch', 'what it lets travel', 'what leaves while it is off'],
    contentSwitches.map((name) => [code(name), settings[`otel.${name}`].does, heldBackBy(name).join('; ')]),
  ),
  identity: toTable(
    ['where', 'fields'],
    [
      ['every event with facts of its session', namesOf(Object.entries<FieldDeclaration>(sessionFacts), 'identity')],
      ...events
        .map(([name, declaration]) => [code(name), namesOf(fieldsOf(declaration), 'identity')])
        .filter(([, names]) => names !== ''),
    ],
  ),
  always: toTable(
    ['event', 'log lane', 'trace lane'],
    events
      .filter(([, { switch: needed, lanes }]) => needed === undefined && lanes.length > 0)
      .map(([name, declaration]) => [code(name), alwaysOn(declaration, 'log'), alwaysOn(declaration, 'trace')]),
  ),
  'error-texts': [...closedErrorTexts].map((text) => `* ${code(text)}`).join('\n'),
});

const namesOf = (fields: ReadonlyArray<readonly [string, FieldDeclaration]>, wanted: string): string =>
  fields.flatMap(([name, field]) => (field.class === wanted ? [code(name)] : [])).join(', ');

/** What becomes of the fields and events of a switch while it is off. */
function heldBackBy(name: Switch): string[] {
  const whole = events.flatMap(([event, declaration]) =>
    declaration.switch === name ? [`${code(event)}: nothing`] : [],
  );
  const eventsByText = new Map<string, string[]>();
  for (const [event, declaration] of events.filter(([, one]) => one.switch !== name)) {
    for (const [field, one] of fieldsOf(declaration).filter(([, { switch: own }]) => own === name)) {
      const text = showHeld(field, one, declaration);
      eventsByText.set(text, [...(eventsByText.get(text) ?? []), code(event)]);
    }
  }
  const inEvents = [...eventsByText].map(([text, named]) => `${named.join(', ')}: ${text}`);
  const facts = Object.entries<FieldDeclaration>(sessionFacts)
    .filter(([, field]) => field.switch === name)
    .map(([fact]) => `every event: ${code(fact)} is left out`);
  const undeclared =
    name === 'log_tool_content' ? ['every event: attributes that no declaration knows are left out'] : [];
  return [...whole, ...inEvents, ...facts, ...undeclared];
}

function showHeld(name: string, { whenOff, isFact }: FieldDeclaration, declaration: EventDeclaration): string {
  const what = `${code(name)} ${whenOff === 'mask' ? 'reads `[REDACTED]`' : 'is left out'}`;
  const left = fieldsOf(declaration).filter(([, { derive }]) => derive && 'from' in derive && derive.from === name);
  const rest = [...left.map(([other]) => code(other)), ...(isFact ? ['texts of the known set'] : [])];
  return rest.length > 0 ? `${what} (what still travels: ${rest.join(', ')})` : what;
}

/** The fields of a lane that travel whatever the switches say. */
function alwaysOn(declaration: EventDeclaration, lane: Lane): string {
  if (!declaration.lanes.includes(lane)) return 'nothing';
  return fieldsOf(declaration)
    .filter(
      ([, field]) => field.switch === undefined && (field.lanes.includes(lane) || (lane === 'log' && field.standsFor)),
    )
    .map(([name]) => code(name))
    .join(', ');
}
