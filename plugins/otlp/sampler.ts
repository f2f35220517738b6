/** The six standard samplers: a trace is kept or not by its id and its parent, which are known before OpenTelemetry is loaded. */
import type { SpanRules } from '../../core/index.js';

type IsSampled = SpanRules['isSampled'];
type Environment = Readonly<Record<string, string | undefined>>;

/** What `OTEL_TRACES_SAMPLER` may say. */
const samplers: Readonly<Record<string, (ratio: number) => IsSampled>> = {
  always_on: () => () => true,
  always_off: () => () => false,
  traceidratio: (ratio) => (traceId) => isBelow(traceId, ratio),
  parentbased_always_on: () => byParent(() => true),
  parentbased_always_off: () => byParent(() => false),
  parentbased_traceidratio: (ratio) => byParent((traceId) => isBelow(traceId, ratio)),
};

const byDefault = 'parentbased_always_on';

/** The sampler of `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`; what they say wrongly is reported, and the default holds. */
export function readSampler(env: Environment, report: (message: string) => void): IsSampled {
  const name = env.OTEL_TRACES_SAMPLER?.trim().toLowerCase() || byDefault;
  const known = Object.hasOwn(samplers, name);
  if (!known) report(`otlp: OTEL_TRACES_SAMPLER names no sampler; write one of ${Object.keys(samplers).join(', ')}`);
  const sampler = samplers[known ? name : byDefault] ?? (() => () => true);
  return sampler(name.endsWith('ratio') ? readRatio(env, report) : 1);
}

function readRatio(env: Environment, report: (message: string) => void): number {
  const text = env.OTEL_TRACES_SAMPLER_ARG?.trim() ?? '';
  const ratio = text === '' ? Number.NaN : Number(text);
  if (ratio >= 0 && ratio <= 1) return ratio;
  report('otlp: OTEL_TRACES_SAMPLER_ARG must be a number from 0 to 1; every trace is kept');
  return 1;
}

const byParent =
  (root: IsSampled): IsSampled =>
  (traceId, parent) =>
    parent === undefined ? root(traceId, parent) : (parent.traceFlags & 1) === 1;

/** The rule of OpenTelemetry's `TraceIdRatioBasedSampler`, so that all parts of a trace decide alike. */
function isBelow(traceId: string, ratio: number): boolean {
  const words = traceId.match(/.{8}/g) ?? [];
  const folded = words.reduce((sum, word) => (sum ^ Number.parseInt(word, 16)) >>> 0, 0);
  return folded < (ratio === 1 ? 2 ** 32 : Math.floor(ratio * 0xffff_ffff));
}
