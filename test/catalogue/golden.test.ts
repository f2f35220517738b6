/** Conformance: what Codex exported comes out of our catalogue attribute by attribute, in order, with its types. */
import assert from 'node:assert/strict';
import { attributesOf, isOnLane } from '../../core/catalogue/attributes.js';
import { codexEvents } from '../../core/catalogue/index.js';
import { allClasses, prepareProjection } from '../../core/catalogue/project.js';
import { sample } from '../sample-event.js';
import { type Captured, capturedRecords, eventOf, strangers } from './captured.js';

const records = capturedRecords();
const switches = {
  log_user_prompt: true,
  log_tool_content: true,
  log_agent_responses: true,
  log_guardian_assessments: true,
  log_error_text: true,
  log_user_email: true,
};
function typeOf(value: unknown) {
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Events that a set of captures need not hold. */
const uncaptured = [
  'codex.network_proxy.policy_decision',
  'codex.plugin_install_elicitation_sent',
  'codex.plugin_install_suggestion',
  'codex.sandbox_outcome',
  'codex.websocket_event',
  'mcp.binding_catalog',
];

function exported(record: Captured) {
  const event = eventOf(record);
  assert.equal(event.undeclared, undefined, 'every captured attribute is declared');
  assert.equal(isOnLane(event, record.lane), true);
  const projected = prepareProjection({ classes: record.lane === 'log' ? allClasses : ['fact'], switches })(
    event.declaration,
  )(event);
  return (
    projected && attributesOf(projected, { lane: record.lane }).map(([name, value]) => [name, typeOf(value), value])
  );
}

/** Texts that the fixtures shorten, or that Codex logged as a preview: their lengths are those of other texts. */
const wasMadeSmaller = /elided\]|preview truncated|\/home\/dev\//;

describe('the catalogue, against every captured record', () => {
  it('knows every event that Codex named, and has captures of nearly all', () => {
    const captured = new Set(records.map(({ name }) => name));
    assert.deepEqual([...new Set<string>([...captured, ...uncaptured])].sort(), Object.keys(codexEvents).sort());
    assert.deepEqual(strangers(), []);
    assert.ok(records.length >= 500);
  });

  for (const name of Object.keys(codexEvents)) {
    for (const lane of ['log', 'trace'] as const) {
      const wanted = records.filter((record) => record.name === name && record.lane === lane);
      if (wanted.length === 0) continue;
      it(`writes ${wanted.length} records of ${name} on the ${lane} lane as Codex did`, () => {
        for (const record of wanted) assert.deepEqual(exported(record), record.attributes, record.run);
      });
    }
  }

  it('derives what Codex counted, from the texts that Codex logged', () => {
    const traces = records.filter(({ lane }) => lane === 'trace');
    let compared = 0;
    for (const log of records.filter(({ lane, name }) => lane === 'log' && name === 'codex.tool_result')) {
      const { call_id, arguments: args, output, mcp_server, tool_result_seq } = eventOf(log).fields;
      const trace = traces.find((record) => record.run === log.run && eventOf(record).fields.call_id === call_id);
      if (!trace || wasMadeSmaller.test(`${args} ${output}`)) continue;
      const derived = Object.fromEntries(
        attributesOf(sample('codex.tool_result', { arguments: args, output, mcp_server, tool_result_seq }), {
          lane: 'trace',
        }),
      );
      for (const field of [
        'arguments_length',
        'output_length',
        'output_line_count',
        'tool_origin',
        'mcp_tool',
        'output_truncated',
      ] as const) {
        assert.equal(
          derived[field],
          Object.fromEntries(trace.attributes.map(([name, , value]) => [name, value]))[field],
          `${log.run} ${field}`,
        );
      }
      compared++;
    }
    assert.ok(compared >= 15);
  });
});
