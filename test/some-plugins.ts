/** Plugins for tests, and the order in which a bus runs them. */
import { definePlugin, type Plugin } from '../core/plugin.js';
import { testBus } from '../core/testing/test-bus.js';

/** The event that the plugins see. */
export const name = 'codex.turn_ttft';

/** A plugin with one enriching step that does nothing. */
export const named = (plugin: string, more: Partial<Plugin> = {}) =>
  definePlugin({ name: plugin, setup: () => ({ enrich: () => undefined }), ...more });

/** The order of the enriching steps, and the mistakes that were told. */
export const orderOf = async (plugins: readonly Plugin[], config: Record<string, unknown> = {}) => {
  const { bus } = testBus({ plugins, config });
  const { mistakes } = await bus.ready;
  const order = bus.describe().hooks.enrich[name] ?? [];
  await bus.close();
  return { order: order.join(' '), mistakes: mistakes.map(({ path, expectation }) => `${path} ${expectation}`) };
};
