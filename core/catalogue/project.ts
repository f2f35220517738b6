/** The projection to what a destination may carry: by class and by switch, before every queue, ring, spool and observer. */
import type {
  EventDeclaration,
  FieldClass,
  FieldDeclaration,
  Fields,
  FieldValue,
  SessionFacts,
  Switch,
  Switches,
  TelemetryEvent,
} from '../events.js';
import { withChanges } from '../events.js';
import { keepDerived } from './derived.js';
import { sessionFacts } from './session-facts.js';
import { withheldText } from './withheld.js';

/** What a destination may carry. */
export interface Policy {
  readonly classes: readonly FieldClass[];
  readonly switches: Switches;
}

/** The event as the destination may see it; `undefined`: not at all. The same object when nothing has to change. */
export type Project = (event: TelemetryEvent) => TelemetryEvent | undefined;

/** The classes, all of them. */
export const allClasses: readonly FieldClass[] = ['fact', 'identity', 'content'];

/** The switch that undeclared attributes need: content that nobody classified. */
const undeclaredSwitch: Switch = 'log_tool_content';

/**
 * Prepares the projection to one policy, for each declaration once. A field travels when its class is carried and its switch,
 * if it has one, is on. Where a class is not carried, lengths and counts that follow from its fields stay.
 */
export function prepareProjection(policy: Policy): (declaration: EventDeclaration) => Project {
  const sessionRestrictions = restrictionsOf(sessionFacts, policy);
  const projectSession = prepareSessionProjection(sessionRestrictions);
  /** Stands behind the preview of long texts, which has said by then that it cut them. */
  const isPartial = !allClasses.every((fieldClass) => policy.classes.includes(fieldClass));
  const carriesUndeclared = policy.classes.includes('content') && policy.switches[undeclaredSwitch];
  const carriesAllElse = !isPartial && carriesUndeclared && sessionRestrictions.length === 0;

  return (declaration) => {
    if (declaration.switch && !policy.switches[declaration.switch]) return () => undefined;
    const restrictions = restrictionsOf(declaration.fields, policy);
    if (carriesAllElse && restrictions.length === 0) return (event) => event;
    return (event) => {
      const restricted = restrictions.length === 0 ? event.fields : restrict(event.fields, restrictions);
      if (restricted === undefined) return undefined;
      const fields = isPartial
        ? keepDerived(restricted, event.fields, declaration, Number.POSITIVE_INFINITY)
        : restricted;
      const session = projectSession(event.session);
      const undeclared = carriesUndeclared ? event.undeclared : undefined;
      if (fields === event.fields && session === event.session && undeclared === event.undeclared) return event;
      return withChanges(event, { fields, session, undeclared });
    };
  };
}

interface Restriction {
  readonly name: string;
  readonly action: FieldDeclaration['whenOff'];
  readonly isFact: ((value: FieldValue) => boolean) | undefined;
}

function restrictionsOf(
  fields: Readonly<Record<string, FieldDeclaration>>,
  { classes, switches }: Policy,
): Restriction[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const isCarried = classes.includes(field.class);
    if (isCarried && (field.switch === undefined || switches[field.switch])) return [];
    return [
      {
        name,
        action: isCarried || field.whenOff === 'mask' ? field.whenOff : 'omit',
        isFact: classes.includes('fact') ? field.isFact : undefined,
      },
    ];
  });
}

/** The fields without the restricted ones; `undefined` when the event goes with one of them. */
function restrict(fields: Fields, restrictions: readonly Restriction[]): Fields | undefined {
  let restricted: Record<string, FieldValue | undefined> | undefined;
  for (const { name, action, isFact } of restrictions) {
    const value = fields[name];
    if (value === undefined || value === withheldText || isFact?.(value)) continue;
    if (action === 'drop-event') return undefined;
    restricted ??= { ...fields };
    restricted[name] = action === 'mask' ? withheldText : undefined;
  }
  return restricted ?? fields;
}

function prepareSessionProjection(restrictions: readonly Restriction[]): (facts: SessionFacts) => SessionFacts {
  const projected = new WeakMap<SessionFacts, SessionFacts>();
  let last: SessionFacts | undefined;
  let lastProjected: SessionFacts = {};
  return (facts) => {
    if (restrictions.length === 0) return facts;
    if (facts === last) return lastProjected;
    let result = projected.get(facts);
    if (!result) {
      result = restrict(facts, restrictions) ?? {};
      projected.set(facts, result);
    }
    last = facts;
    lastProjected = result;
    return result;
  };
}
