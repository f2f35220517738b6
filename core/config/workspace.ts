/** A file in or above the working directory: somebody else's, perhaps. What it may say is kept, the rest it asked for in vain. */
import type { Mistake } from '../errors.js';
import { type KeyPath, says, toMistake } from './finding.js';
import { type Layer, type LayerRequest, readLayer } from './layer.js';
import { copyPlain, isMapping } from './plain.js';
import { patternSets, type Setting, settings, type Tightening } from './settings.js';

/** Rules of one such file that are followed; a scan costs for each. */
export const maxRules = 32;
/** Values in one such file, so that it costs no time. */
export const maxValues = 1_000;
/** What is told of one such file, one by one. */
const maxTold = 20;

const table: Readonly<Record<string, Setting>> = settings;

/**
 * Reads such a file: no variable is put in, and only what tightens is left (see `settings`). Its layer's mistakes are those of
 * the file and what it asked for in vain; none of them is the host's fault. Never throws.
 */
export function readWorkspaceLayer({ source, said }: Pick<LayerRequest, 'source' | 'said'>): Layer {
  const inVain: KeyPath[] = [];
  const copy = copyPlain(said, (text) => ({ text }), maxValues);
  const layer = readLayer({ source, said: keepTightening(copy.tree, [], inVain) });
  const told = [
    ...copy.findings.map((finding) => toMistake(source, finding)),
    ...layer.mistakes,
    ...inVain.map((path) => tellInVain(source, path)),
  ];
  return { ...layer, isClosed: layer.isClosed || copy.findings.length > 0, mistakes: shorten(source, told) };
}

function shorten(source: string, told: readonly Mistake[]): readonly Mistake[] {
  if (told.length <= maxTold) return told;
  const message = says(`has ${told.length - maxTold} more of these`, 'correct the first ones, or remove the file');
  return [...told.slice(0, maxTold), toMistake(source, { path: [], message })];
}

/** What a file in the working directory asked for and does not get. */
const tellInVain = (source: string, path: KeyPath): Mistake =>
  toMistake(source, {
    path,
    message: says(
      'is not followed in a file of the working directory, which may only tighten',
      'put it into ~/.config/codexotel/config.yaml, or name the file by CODEXOTEL_CONFIG',
    ),
  });

/** The tree without what loosens. What no setting knows stays, so that the schema tells it. */
function keepTightening(value: unknown, path: KeyPath, inVain: KeyPath[]): unknown {
  const rule = ruleOf(path);
  if (rule === undefined) return isMapping(value) ? keepMembers(value, path, inVain) : value;
  if (rule === 'more-redaction' && isMapping(value)) return keepRedaction(value, path, inVain);
  if (!loosens(rule, value)) return value;
  inVain.push(path);
  return undefined;
}

function keepMembers(mapping: Readonly<Record<string, unknown>>, path: KeyPath, inVain: KeyPath[]): object {
  const kept = Object.entries(mapping).map(([key, value]) => [key, keepTightening(value, [...path, key], inVain)]);
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined));
}

function ruleOf(path: KeyPath): Tightening | undefined {
  const name = path.join('.');
  if (Object.hasOwn(table, name)) return table[name]?.workspace;
  return path.length === 2 && path[0] === 'plugins' ? settings['plugins.*'].workspace : undefined;
}

/** Whether a value says more than the rule allows. One of a wrong type does not: the schema tells it. */
function loosens(rule: Tightening, value: unknown): boolean {
  switch (rule) {
    case 'never':
      return value !== null;
    case 'false':
      return value === true || isMapping(value);
    case 'none':
      return value === 'statsig' || isMapping(value);
    case 'more-redaction':
      return value === false;
    default:
      return false;
  }
}

/** More sets of patterns, and a few literal rules: a pattern of somebody else could cost any time. */
function keepRedaction(options: Readonly<Record<string, unknown>>, path: KeyPath, inVain: KeyPath[]): object {
  const { patterns, rules, ...others } = options;
  const keep = (key: 'patterns' | 'rules', said: unknown, isFit: (item: unknown) => boolean, most: number) => {
    const list: readonly unknown[] = Array.isArray(said) ? said : [];
    const kept = list.filter(isFit).slice(0, most);
    if (said !== undefined && (!Array.isArray(said) || kept.length < list.length)) inVain.push([...path, key]);
    return kept.length > 0 || (key === 'patterns' && Array.isArray(said)) ? { [key]: kept } : {};
  };
  const kept = {
    ...keep('patterns', patterns, (name) => patternSets.has(name), patternSets.size),
    ...keep('rules', rules, isLiteralRule, maxRules),
  };
  for (const name of Object.keys(others)) inVain.push([...path, name]);
  return kept;
}

const ruleName = /^[a-z][a-z0-9-]{0,31}$/;

/** A rule that hides one text, long enough not to stand everywhere. */
function isLiteralRule(rule: unknown): boolean {
  if (!isMapping(rule)) return false;
  const { name, literal, ...others } = rule;
  const isShort = typeof literal !== 'string' || literal.trim().length < 4 || literal.length > 256;
  return !isShort && typeof name === 'string' && ruleName.test(name) && Object.keys(others).length === 0;
}
