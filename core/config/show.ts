/** The settings that hold, as people may see them: each with its origin, none with a secret. */
import { prepareConceal } from './conceal.js';
import { isMapping } from './plain.js';
import type { Configuration } from './schema.js';
import { patternSets, type SettingPath, settings } from './settings.js';

/** One setting that holds. */
export interface ShownSetting {
  /** Such as `otel.exporter` or `plugins.statsig`; `routes, at most` for what a file of the working directory leaves of the routes. */
  readonly path: string;
  /**
   * As it was written: `${NAME}` stands for a variable. A text that may be a secret reads `[hidden]`: a header, an option of a
   * plugin, a query of a URL, an attribute of all spans.
   */
  readonly value: unknown;
  /** The file, the variable, `code` or `default`. */
  readonly origin: string;
}

const hidden = '[hidden]';

/** All settings in the order of the documentation, and plugins that only this configuration names behind the known ones. */
export function showSettings(configuration: Configuration): readonly ShownSetting[] {
  const { isEnabled, isClosed, origins, variables, routeLimits } = configuration;
  const known = Object.keys(settings).filter((path) => !path.includes('*'));
  const own = [...origins.keys()].filter((path) => !known.includes(path));
  const order = known.flatMap((path) => (path === 'routes' ? [...own, path] : [path]));
  const clean = prepareConceal(variables);
  const shown = order.map((path) => {
    const said = origins.get(path);
    const value = said ? conceal(said.written, path, clean) : valueByDefault(path);
    return { path, value, origin: said?.source ?? 'default' };
  });
  const limits = routeLimits.map(({ source, routes }) => ({ path: 'routes, at most', value: routes, origin: source }));
  const place = shown.findIndex(({ path }) => path === 'routes') + 1;
  const all = [...shown.slice(0, place), ...limits, ...shown.slice(place)];
  return isEnabled && !isClosed ? all : all.map(isEnabled ? shut : off);
}

/** What was said of the ways out is void; the origin still tells by whom it was said. */
const shut = (setting: ShownSetting): ShownSetting =>
  /^otel\.(log_.*|.*exporter)$/.test(setting.path) ? { ...setting, value: valueByDefault(setting.path) } : setting;

const off = (setting: ShownSetting): ShownSetting =>
  setting.path === 'enabled' ? { ...setting, value: false } : shut(setting);

/** What a setting holds where nobody said anything; a plugin that no table knows is on where it is named. */
export function valueByDefault(path: string): unknown {
  const text = Object.hasOwn(settings, path) ? settings[path as SettingPath].byDefault : 'true';
  return /^(true|false|\d+|[[{].*)$/.test(text) ? JSON.parse(text) : text;
}

function conceal(written: unknown, path: string, clean: (text: string) => string): unknown {
  if (path.endsWith('exporter')) return concealExporter(written, clean);
  if (path.startsWith('plugins.')) return concealOptions(written, path);
  if (path === 'otel.span_attributes') return mapTexts(written, (text) => (isReference(text) ? text : hidden));
  return mapTexts(written, clean);
}

/** Of a plugin's texts nobody here knows which are secret; the names of sets of patterns are not. */
function concealOptions(written: unknown, path: string): unknown {
  const conceal = (value: unknown): unknown => mapTexts(value, (text) => (isReference(text) ? text : hidden));
  if (path !== 'plugins.redaction' || !isMapping(written)) return conceal(written);
  return Object.fromEntries(
    Object.entries(written).map(([key, value]) => [
      key,
      key === 'patterns' && Array.isArray(value)
        ? mapTexts(value, (text) => (patternSets.has(text) ? text : hidden))
        : conceal(value),
    ]),
  );
}

/** Of a header only its name and `${NAME}` are shown, of an endpoint neither a query nor a fragment, of a proxy no credentials. */
function concealExporter(written: unknown, clean: (text: string) => string): unknown {
  if (!isMapping(written)) return mapTexts(written, clean);
  return Object.fromEntries(
    Object.entries(written).map(([kind, parts]) => {
      if (!isMapping(parts)) return [kind, hidden];
      const shown = Object.entries(parts).map(([key, value]) => {
        if (key === 'headers') return [key, mapTexts(value, (text) => (isReference(text) ? text : hidden))];
        if (key === 'endpoint') return [key, mapTexts(value, (text) => clean(text.replace(/[?#].*$/s, '?…')))];
        if (key === 'proxy') return [key, mapTexts(value, (text) => clean(text.replace(/\/\/.*@/s, `//${hidden}@`)))];
        return [key, typeof value === 'function' ? 'a function' : mapTexts(value, clean)];
      });
      return [kind, Object.fromEntries(shown)];
    }),
  );
}

/** Nothing but variables, and the word before one, as in `Bearer ${TOKEN}`. */
const isReference = (text: string): boolean => /^(?:(?:Bearer|Basic) )?(?:\$\{[A-Za-z_]\w*\})+$/.test(text);

function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapTexts(item, change));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, mapTexts(item, change)]));
}
