/** Plugins from packages: only those that the host allows in code, and only as the program itself would import them. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { findPackageRoot } from './config/package-root.js';
import { CodexotelError } from './errors.js';
import type { Plugin } from './plugin.js';

/** Gives the loader of a package that a configuration names; `undefined`: the host does not allow it. */
export type FindPackage = (name: string) => (() => Promise<Plugin>) | undefined;

/** A package's name, or the beginning of names followed by `*`. */
const patternForm = /^[a-z][a-z0-9-]*\*?$/;

/**
 * Prepares the search for `allow`, names such as `codexotel-plugin-acme` or beginnings such as `codexotel-plugin-*`. A package is
 * resolved from the package root of the program, never from the working directory. It exports the plugin, which bears the name of
 * the package, by default. Throws `ERR_PLUGIN` for a pattern of another form.
 */
export function preparePackages(allow: readonly string[], programFile: string | undefined): FindPackage {
  if (!allow.every((pattern) => typeof pattern === 'string' && patternForm.test(pattern))) {
    throw new CodexotelError(
      'ERR_PLUGIN',
      'start: allowPluginPackages takes names of packages without a scope, or beginnings of them; write ["codexotel-plugin-*"]',
    );
  }
  const isAllowed = (name: string): boolean =>
    allow.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern));
  return (name) => (isAllowed(name) ? () => loadPackage(name, programFile) : undefined);
}

async function loadPackage(name: string, programFile: string | undefined): Promise<Plugin> {
  const root = findPackageRoot(programFile);
  if (root === undefined) throw new Error('the program has no package root');
  // Node's own `import.meta.resolve` takes no other place to resolve from.
  const { resolve } = await import('import-meta-resolve');
  const module: { readonly default: Plugin } = await import(
    resolve(name, pathToFileURL(join(root, 'package.json')).href)
  );
  return module.default;
}
