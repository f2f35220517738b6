/** The tables of docs/traces.md, made of what the sources go by. */
import { semanticConventions, spanKeys } from '../../core/catalogue/span-attributes.js';
import type { FieldDeclaration } from '../../core/events.js';
import { knownSubsystems, routingRules } from '../../core/targets.js';
import { code, toTable } from './markdown.js';

/** By the name of the block. */
export const makeTracesBlocks = (): Readonly<Record<string, string>> => ({
  targets: toTable(
    ['a target that begins with', 'leads to'],
    routingRules.map(({ beginsWith, lane }) => [code(beginsWith), `the ${lane} lane`]),
  ),
  subsystems: knownSubsystems.map(code).join(', '),
  'span-keys': listOf(spanKeys),
  'semantic-conventions': listOf(semanticConventions),
});

const listOf = (fields: Readonly<Record<string, FieldDeclaration>>): string =>
  toTable(
    ['attribute', 'type'],
    Object.entries(fields).map(([name, { type, values }]) => [code(name), values ? values.map(code).join(', ') : type]),
  );
