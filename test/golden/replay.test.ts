/** Each recorded rollout, replayed by the command, arrives as what Codex itself exported in the same run. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type Attribute, type ReceivedLog, type Receiver, startReceiver } from '../../core/testing/index.js';
import { exporterFor, openSwitches, transports, writeRc } from '../cli/rc.js';
import { inCheckout, runCommand } from '../cli/run.js';
import { withoutIdentity } from '../without-identity.js';

const golden = inCheckout('test/fixtures/golden');
const rollouts = readdirSync(golden).filter((name) => existsSync(`${golden}/${name}/rollout.jsonl`));

/** What a rollout does not hold. */
const notHeld =
  /^(ttft_ms|model_reasoning_effort|service_tier|tool_namespace|agent_name|mcp_server_origin|terminal\.type|auth_mode|user\..*)$/;

interface Comparable {
  readonly name: string;
  readonly timestamp: number;
  readonly conversation: unknown;
  readonly attributes: Readonly<Record<string, readonly [type: string, value: unknown]>>;
}

function toComparable(attributes: readonly Attribute[]): Comparable {
  const attribute = (key: string) => attributes.find(([name]) => name === key)?.[2];
  const name = String(attribute('event.name'));
  const compared = attributes.filter(
    ([key]) =>
      key !== 'event.timestamp' && !notHeld.test(key) && !(name === 'codex.tool_result' && key === 'duration_ms'),
  );
  return {
    name,
    timestamp: Date.parse(String(attribute('event.timestamp'))),
    conversation: attribute('conversation.id'),
    attributes: Object.fromEntries(compared.map(([key, type, value]) => [key, [type, value]])),
  };
}

const isCompared = ({ name, attributes }: Comparable): boolean =>
  name === 'codex.user_prompt' ||
  name === 'codex.tool_result' ||
  (name === 'codex.sse_event' && 'input_token_count' in attributes && attributes.tool_token_count?.[1] !== '0');

/** Tool results by their call, everything else in order. */
function inComparableOrder(records: readonly Comparable[]): readonly Comparable[] {
  const keyOf = ({ name, attributes }: Comparable) =>
    `${name} ${name === 'codex.tool_result' ? attributes.call_id?.[1] : ''}`;
  return records.filter(isCompared).sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : keyOf(a) > keyOf(b) ? 1 : 0));
}

const captured = (name: string): readonly Comparable[] =>
  JSON.parse(readFileSync(`${golden}/${name}/telemetry.json`, 'utf8')).logs.map(
    ({ attributes }: { attributes: Attribute[] }) => toComparable(attributes),
  );

describe('codexotel replay, against what Codex exported', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver.close());
  beforeEach(() => receiver.reset());

  for (const transport of transports) {
    for (const name of rollouts) {
      it(`${name} over ${transport}`, async () => {
        const switches = name === 'a_redacted' ? openSwitches('log_user_prompt') : openSwitches();
        const config = await writeRc({ otel: { ...switches, exporter: exporterFor(receiver, transport) } });
        const { code, stdout, stderr } = await runCommand([
          'replay',
          `${golden}/${name}/rollout.jsonl`,
          '--config',
          config,
          '--json',
        ]);
        assert.equal(code, 0, stderr);
        assert.equal(receiver.refused.length, 0);

        const receipt = JSON.parse(stdout);
        const sink = receipt.sinks['otlp.logs'];
        assert.deepEqual(
          [sink.accepted, sink.delivered, receipt.events],
          [receiver.records.length, receiver.records.length, receipt.emitted],
        );

        const logs = receiver.records.filter((record): record is ReceivedLog => record.signal === 'logs');
        const arrived = inComparableOrder(logs.map(({ attributes }) => toComparable(withoutIdentity(attributes))));
        const conversation = arrived[0]?.conversation;
        assert.ok(conversation, 'at least the prompt arrived');
        const real = inComparableOrder(captured(name).filter((record) => record.conversation === conversation));
        assert.deepEqual(
          arrived.map(({ attributes }) => attributes),
          real.map(({ attributes }) => attributes),
        );
        for (const [index, { timestamp }] of arrived.entries()) {
          assert.ok(
            Math.abs(timestamp - (real[index]?.timestamp ?? 0)) <= 10,
            'event.timestamp is within 10 ms of the real one',
          );
        }
      });
    }
  }
});
