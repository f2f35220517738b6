/** The door of the configuration for the command, which writes and explains files; no door of the package. */
export { toOneLine } from '../errors.js';
export { type Environment, readEnvironment } from './env.js';
export { showPath } from './finding.js';
export { readLayer } from './layer.js';
export { findPackageRoot } from './package-root.js';
export { parseText } from './parse.js';
export { findPlaces, userFileOf } from './places.js';
export { isMapping } from './plain.js';
export { readSmallFile } from './read-file.js';
export { type Setting, settings } from './settings.js';
export { valueByDefault } from './show.js';
