/** The policy table: what it says of each destination is what the bus does. */
import { deepEqual, equal, match } from 'node:assert/strict';
import { policyRows, renderPolicy } from '../../cli/policy-table.js';
import { memorySink, testBus } from '../../core/testing/index.js';
import { redaction } from '../../plugins/redaction/index.js';

/** The description of a bus with a sink on each lane. */
async function describeUnder(config: object) {
  const trace = memorySink({ name: 'trace-lane', lane: 'trace' });
  const facts = memorySink({ name: 'facts', classes: ['fact'] });
  const { bus } = testBus({ plugins: [redaction, trace.plugin, facts.plugin], config: config as never });
  await bus.ready;
  const description = bus.describe();
  await bus.close();
  return description;
}

describe('the policy table', () => {
  it('has a row for each destination, class and switch, and says who said the switch', async () => {
    const rows = policyRows(await describeUnder({ otel: { log_user_prompt: true } }));
    deepEqual(
      new Set(rows.map(({ destination }) => destination)),
      new Set(['trace-lane.records', 'facts.records', 'memory.records', 'listeners']),
    );
    const prompts = rows.filter((row) => row.switch === 'log_user_prompt');
    deepEqual(prompts.map(({ destination, travels, origin }) => [destination, travels, origin]).sort(), [
      ['facts.records', false, 'design'],
      ['listeners', true, 'code'],
      ['memory.records', true, 'code'],
      ['trace-lane.records', false, 'design'],
    ]);
    equal(
      rows.find((row) => row.switch === 'log_error_text' && row.destination === 'memory.records')?.origin,
      'default',
    );
  });

  it('lets no identity and no content reach a lane of facts', async () => {
    const all = { log_user_prompt: true, log_tool_content: true, log_agent_responses: true, log_guardian_assessments: true, log_error_text: true, log_user_email: true }; // biome-ignore format: one line
    const rows = policyRows(await describeUnder({ otel: all }));
    const travelling = rows.filter(({ destination, travels }) => travels && /^(?:trace-lane|facts)/.test(destination));
    deepEqual(new Set(travelling.map((row) => row.class)), new Set(['fact']));
    equal(
      rows.some((row) => row.destination === 'listeners' && row.class === 'identity' && row.travels),
      false,
    );
  });

  it('is written in columns, with what redaction does and what was allowed', async () => {
    const text = renderPolicy(
      await describeUnder({ plugins: { redaction: { allow: ['build.id'], patterns: ['default', 'email'] } } }),
    );
    match(text, /^destination +class +travels +switch +said by +what\n/);
    match(text, /^memory\.records +content +no +log_user_prompt +default +prompts$/m);
    match(text, /^redaction: on \(code\)\n {2}patterns: default, email\n {2}rules: none\n {2}allow: build\.id\n/m);
  });

  it('says that redaction is off, and by whom', async () => {
    match(renderPolicy(await describeUnder({ plugins: { redaction: false } })), /^redaction: not at work \(code\)$/m);
  });
});
