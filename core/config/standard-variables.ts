/** What OpenTelemetry's standard variables say: which signals are on (`OTEL_LOGS_EXPORTER` and its siblings), where to, and of whom. */
import type { Mistake } from '../errors.js';
import { type Environment, readVariable } from './env.js';
import type { SignalName } from './exporter-variables.js';
import { says, toMistake } from './finding.js';
import type { Layer } from './layer.js';
import { readResourceVariables } from './resource-attributes.js';

/** What was read. A value that says nothing is told and ignored: most of these variables are meant for other programs too. */
export interface StandardVariables {
  readonly layers: readonly Layer[];
  readonly warnings: readonly Mistake[];
}

/** Reads them once. Only `OTEL_LOGS_EXPORTER=otlp` and its siblings switch a signal on; an endpoint alone does not. Never throws. */
export async function readStandardVariables(env: Environment): Promise<StandardVariables> {
  const resource = readResourceVariables(env);
  const layers: Layer[] = [];
  const warnings: Mistake[] = [];
  for (const signal of ['LOGS', 'TRACES', 'METRICS'] as const) {
    if (!isSwitchedOn(env, signal, warnings)) continue;
    // It brings the schema along, which costs milliseconds.
    const { readExporterVariables } = await import('./exporter-variables.js');
    layers.push(readExporterVariables(env, signal, warnings));
  }
  return { layers: [...layers, ...resource.layers], warnings: [...warnings, ...resource.warnings] };
}

/** Whether the list names `otlp`; `none` is what holds anyway, and we know no other word. */
function isSwitchedOn(env: Environment, signal: SignalName, warnings: Mistake[]): boolean {
  const variable = `OTEL_${signal}_EXPORTER`;
  const words = (readVariable(env, variable) ?? '').split(',').map((word) => word.trim().toLowerCase());
  if (words.some((word) => !['', 'otlp', 'none'].includes(word))) {
    const message = says('names an exporter other than otlp and none', 'write otlp or none; others are ignored');
    warnings.push(toMistake(variable, { path: [], message }));
  }
  return words.includes('otlp');
}
