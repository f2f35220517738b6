/** The rules for spans that hold: a plugin's, guarded, else those of OpenTelemetry's specification. */
import { type Guard, kindOf } from '../guard.js';
import type { PluginSteps, SpanRules } from '../plugin.js';
import { defaultSpanLimits } from './complete-span.js';
import { isKeptByParent } from './tracing.js';

/** Every trace that begins here is kept, and those from elsewhere as their parent says. */
export const defaultRules: SpanRules = Object.freeze<SpanRules>({
  isSampled: (_traceId, parent) => isKeptByParent(parent),
  limits: defaultSpanLimits,
});

/** Asks a plugin for its rules. One that throws has none, and a trace about which it throws is kept as by default. */
export function guardRules(
  said: { readonly plugin: { readonly name: string }; readonly steps: PluginSteps } | undefined,
  guard: Guard,
): SpanRules {
  if (!said) return defaultRules;
  const complain = (thrown: unknown) =>
    guard.mishap(said.plugin.name, 'setup', `its rules for spans threw (${kindOf(thrown)}); the default holds`, thrown);
  try {
    const rules = said.steps.spans?.() ?? defaultRules;
    return {
      limits: { ...defaultSpanLimits, ...rules.limits },
      isSampled(traceId, parent) {
        try {
          return rules.isSampled(traceId, parent) === true;
        } catch (thrown) {
          complain(thrown);
          return defaultRules.isSampled(traceId, parent);
        }
      },
    };
  } catch (thrown) {
    complain(thrown);
    return defaultRules;
  }
}
