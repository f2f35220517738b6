/** `originator`: which client the telemetry comes from; known at the latest when the first record leaves. */
import * as v from 'valibot';
import { definePlugin, isLegalHeaderValue, sanitizeMetricTagValue } from '../../core/index.js';
import { originatorOf, overrideVariable, standardOriginator, surround } from './state.js';
import { terminalIn } from './user-agent.js';

export { isFirstPartyChatOriginator, isFirstPartyOriginator } from './first-party.js';
export { type InitializeOptions, type InitializeResult, prepareInitialize } from './initialize.js';
export { type RequestHeadersOptions, requestHeaders } from './request-headers.js';
export { originatorOf, setDefaultOriginator, setUserAgentSuffix } from './state.js';
export { type UserAgentOptions, userAgentOf } from './user-agent.js';

const options = v.strictObject({
  default: v.optional(
    v.pipe(
      v.string(),
      v.check(isLegalHeaderValue),
      v.metadata({ pattern: '^[\\t -~]*$' }),
      v.description(
        'The originator where neither the environment nor the host says another: visible ASCII and spaces.',
      ),
    ),
    standardOriginator,
  ),
});

/** The options of `plugins.originator`, complete. */
export type OriginatorOptions = v.InferOutput<typeof options>;

/**
 * The plugin. `CODEX_INTERNAL_ORIGINATOR_OVERRIDE` wins over what the host sets (`setDefaultOriginator`), and that over the
 * option `default`. The result is the resource's `service.name` as it is, and the session fact `originator` in the form of a
 * metric tag. Both are late: they are read when the first record leaves, not when an event is emitted.
 */
export const originator = definePlugin<OriginatorOptions>({
  name: 'originator',
  options,
  setup({ options: { default: standard }, env, bus, report }) {
    surround(bus, { override: env[overrideVariable], default: standard, terminal: terminalIn(env), report });
    return {
      lateFacts: () => ({ originator: sanitizeMetricTagValue(originatorOf(bus)) }),
      resource: () => ({ 'service.name': originatorOf(bus) }),
    };
  },
});
