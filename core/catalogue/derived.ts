/** Adding derived fields: when an event is exported or shown, and before the text is lost that they follow from. */
import type {
  EventDeclaration,
  FieldDeclaration,
  Fields,
  FieldValue,
  TelemetryEvent,
  TextDerivation,
} from '../events.js';
import { withheldText } from './withheld.js';

/** The value of a field: the given one, else what follows from the event, whose texts no preview has cut. */
export function fieldValue(event: TelemetryEvent, name: string, { derive }: FieldDeclaration): FieldValue | undefined {
  const given = event.fields[name];
  if (given !== undefined || derive === undefined) return given;
  return 'counter' in derive ? event.ordinal : compute(derive, event.fields, Number.POSITIVE_INFINITY);
}

/** All fields that the event has, derived ones included, for those who look at it before it is exported. */
export function allFields(event: TelemetryEvent): Fields {
  const entries = Object.entries(event.declaration.fields).map(
    ([name, field]) => [name, fieldValue(event, name, field)] as const,
  );
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/**
 * The changed fields with those that follow from a text of `original` which changed: so that lengths and counts stay those of
 * what was given when a step cuts, cleans or masks a text. `previewMaxBytes`: most bytes of a preview on the log lane.
 */
export function keepDerived(
  changed: Fields,
  original: Fields,
  declaration: EventDeclaration,
  previewMaxBytes: number,
): Fields {
  let kept: Record<string, FieldValue | undefined> | undefined;
  for (const [name, derive] of textDerivations(declaration)) {
    if (changed[name] !== undefined || changed[derive.from] === original[derive.from]) continue;
    kept ??= { ...changed };
    kept[name] = compute(derive, original, previewMaxBytes);
  }
  return kept ?? changed;
}

function compute(
  { from, compute: follow }: TextDerivation,
  fields: Fields,
  previewMaxBytes: number,
): FieldValue | undefined {
  const text = fields[from];
  return typeof text === 'string' && text !== withheldText ? follow(text, previewMaxBytes) : undefined;
}

const derivations = new WeakMap<EventDeclaration, ReadonlyArray<readonly [string, TextDerivation]>>();

/** The fields of an event that follow from a text; looked up once. */
function textDerivations(
  declaration: EventDeclaration,
): ReadonlyArray<readonly [name: string, derive: TextDerivation]> {
  let found = derivations.get(declaration);
  if (!found) {
    found = Object.entries(declaration.fields).flatMap(([name, { derive }]) =>
      derive && 'from' in derive ? [[name, derive] as const] : [],
    );
    derivations.set(declaration, found);
  }
  return found;
}
