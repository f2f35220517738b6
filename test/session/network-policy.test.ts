/** The audit event of the network proxy: what follows from the baseline and the decider. */
import assert from 'node:assert/strict';
import type { DomainEvaluation } from '../../core/index.js';
import { testBus } from '../../core/testing/test-bus.js';

type Case = readonly [Pick<DomainEvaluation, 'baseline' | 'decider'>, readonly unknown[]];

const cases: readonly Case[] = [
  [{ baseline: 'allowed' }, ['allow', 'baseline_policy', 'allow', false]],
  [{ baseline: 'allowed', decider: { decision: 'deny' } }, ['allow', 'baseline_policy', 'allow', false]],
  [{ baseline: 'not_allowed' }, ['deny', 'baseline_policy', 'not_allowed', false]],
  [{ baseline: 'not_allowed', decider: { decision: 'allow' } }, ['allow', 'decider', 'not_allowed', true]],
  [{ baseline: 'not_allowed', decider: { decision: 'deny', reason: 'odd' } }, ['deny', 'decider', 'odd', false]],
  [{ baseline: 'not_allowed', decider: { decision: 'ask', reason: '' } }, ['ask', 'decider', 'policy_denied', false]],
  [{ baseline: 'denied', decider: { decision: 'allow' } }, ['deny', 'baseline_policy', 'denied', false]],
  [
    { baseline: 'not_allowed_local', decider: { decision: 'allow' } },
    ['deny', 'baseline_policy', 'not_allowed_local', false],
  ],
];

describe('domainPolicyEvaluated', () => {
  for (const [evaluation, expected] of cases) {
    it(`tells of ${JSON.stringify(evaluation)}`, async () => {
      const { bus, sink } = testBus({ switches: { log_error_text: true } });
      bus.session({ 'conversation.id': 'c' }).domainPolicyEvaluated({
        ...evaluation,
        'server.address': 'api.example.test',
        'server.port': 443,
        'network.transport.protocol': 'https_connect',
      });
      await bus.close();
      const told = sink.attributes(0);
      const parts = ['decision', 'source', 'reason', 'override'].map((part) => told[`network.policy.${part}`]);
      assert.deepEqual(parts, expected);
      assert.deepEqual(Object.keys(told).slice(0, 4), [
        'event.name',
        'event.timestamp',
        'conversation.id',
        'network.policy.scope',
      ]);
      assert.deepEqual(
        [told['server.port'], told['http.request.method'], told['client.address']],
        [443, 'none', 'unknown'],
      );
    });
  }

  it('keeps the own words of a decider at home, and lets known reasons travel', async () => {
    const { bus, sink } = testBus();
    const session = bus.session();
    for (const reason of ['it looked odd', 'policy_denied'])
      session.domainPolicyEvaluated({ baseline: 'not_allowed', decider: { decision: 'deny', reason } });
    await bus.close();
    assert.deepEqual(
      [0, 1].map((at) => sink.attributes(at)['network.policy.reason']),
      ['[REDACTED]', 'policy_denied'],
    );
  });
});
