/** What the network proxy decided of a host, by whom and why: it follows from the baseline and the decider, as in Codex. */
import type { CodexFields } from './parts.js';

type Fields = CodexFields<'codex.network_proxy.policy_decision'>;

/** How a host was evaluated. A decider is asked only about what the baseline merely does not list. */
export interface DomainEvaluation
  extends Pick<
    Fields,
    'network.transport.protocol' | 'server.address' | 'server.port' | 'http.request.method' | 'client.address'
  > {
  /** What the lists say: `denied` is denied, `not_allowed` is not listed, `not_allowed_local` is a local address. */
  readonly baseline: 'allowed' | 'not_allowed' | 'denied' | 'not_allowed_local';
  /** The answer of the decider; absent: there is none. */
  readonly decider?: { readonly decision: 'allow' | 'deny' | 'ask'; readonly reason?: string };
}

/** What a connection is where nobody says. */
export const unsaidOfConnection = {
  'http.request.method': 'none',
  'client.address': 'unknown',
  'network.policy.override': false,
} as const;

/** The fields of one evaluation. */
export function fieldsOfEvaluation({ baseline, decider, ...connection }: DomainEvaluation): Fields {
  return {
    ...unsaidOfConnection,
    ...connection,
    'network.policy.scope': 'domain',
    ...decisionOf(baseline, decider),
  };
}

function decisionOf(baseline: DomainEvaluation['baseline'], decider: DomainEvaluation['decider']): Fields {
  if (baseline === 'allowed') return decided('allow', 'baseline_policy', 'allow');
  if (baseline !== 'not_allowed' || !decider) return decided('deny', 'baseline_policy', baseline);
  if (decider.decision === 'allow')
    return { ...decided('allow', 'decider', baseline), 'network.policy.override': true };
  return decided(decider.decision, 'decider', decider.reason || 'policy_denied');
}

const decided = (
  decision: Fields['network.policy.decision'],
  source: Fields['network.policy.source'],
  reason: string,
): Fields => ({
  'network.policy.decision': decision,
  'network.policy.source': source,
  'network.policy.reason': reason,
});
