/** The sources of the project as data: which file imports what, and whether only its types. */
import { readdirSync, readFileSync } from 'node:fs';

const root = new URL('../../', import.meta.url);

/** One import: of a file of the project by its path from the root, or of a package by its name. */
export interface Import {
  readonly from: string;
  readonly what: string;
  readonly isPackage: boolean;
  readonly isTypeOnly: boolean;
  /** By `import()`, when it is needed. */
  readonly isLazy: boolean;
}

/** Paths of all sources in a folder, from the root. */
export function sourcesIn(folder: string): string[] {
  const names = readdirSync(new URL(`${folder}/`, root), { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.ts'))
    .sort();
}

/** The text of a file. */
export const textOf = (path: string): string => readFileSync(new URL(path, root), 'utf8');

/** The text of a source without its comments. */
export function codeOf(path: string): string {
  return textOf(path)
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/^\s*\/\/.*$/gm, '');
}

/** What a source imports. */
export function importsOf(path: string): Import[] {
  const code = codeOf(path);
  const fixed = [...code.matchAll(/^(?:import|export)\s+(type\s+)?([^'";]*?)\s*from\s+'([^']+)'/gm)].map(
    ([, type, names = '', what = '']) => {
      return { what, isTypeOnly: type !== undefined || areTypes(names), isLazy: false };
    },
  );
  const bare = [...code.matchAll(/^import\s+'([^']+)'/gm)].map(([, what = '']) => ({
    what,
    isTypeOnly: false,
    isLazy: false,
  }));
  const lazy = [...code.matchAll(/\bimport\(\s*'([^']+)'\s*\)/g)].map(([, what = '']) => ({
    what,
    isTypeOnly: false,
    isLazy: true,
  }));
  return [...fixed, ...bare, ...lazy].map(({ what, ...kind }) => ({ from: path, ...resolve(path, what), ...kind }));
}

/** Whether a list such as `{ type A, type B }` names types alone. */
function areTypes(names: string): boolean {
  const inner = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
  return inner?.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type ')) ?? false;
}

function resolve(path: string, what: string) {
  if (!what.startsWith('.')) return { what: packageOf(what), isPackage: true };
  const file = new URL(what, new URL(path, root)).href.slice(root.href.length).replace(/\.js$/, '.ts');
  return { what: file, isPackage: false };
}

const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');

/** Circles in a graph of imports, each as the path that comes back to its beginning. */
export function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const [done, circles] = [new Set<string>(), new Set<string>()];
  const visit = (path: string, above: readonly string[]): void => {
    if (above.includes(path)) circles.add([...above.slice(above.indexOf(path)), path].join(' → '));
    if (done.has(path) || above.includes(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...above, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return [...circles];
}
