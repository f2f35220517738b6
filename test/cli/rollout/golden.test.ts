/** The reader against real captures: what Codex told of a run, and what its rollout of the same run lets us tell. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRollout, type RolloutEvent, type RolloutFacts } from '../../../cli/rollout/index.js';
import { read } from './sample-lines.js';

const GOLDEN = fileURLToPath(new URL('../../../../test/fixtures/golden/', import.meta.url));

/** What a rollout does not hold, by the specification; and what the bus adds of its own. */
const NOT_HELD = new Set([
  'event.name',
  'event.timestamp',
  'duration_ms',
  'ttft_ms',
  'model_reasoning_effort',
  'service_tier',
  'tool_namespace',
  'agent_name',
  'mcp_server_origin',
  'terminal.type',
  'auth_mode',
  'user.account_id',
  'user.email',
  'output_truncated',
  'prompt_length',
]);

type Attributes = Record<string, string>;

interface Capture {
  name: string;
  told: Attributes[];
  rollout: string;
}

const captures: Capture[] = readdirSync(GOLDEN)
  .map((name) => ({ name, rollout: join(GOLDEN, name, 'rollout.jsonl') }))
  .filter(({ rollout }) => existsSync(rollout))
  .map(({ name, rollout }) => ({ name, rollout, told: logsOf(name) }));

function logsOf(name: string): Attributes[] {
  const telemetry: { logs: { attributes: [string, string, unknown][] }[] } = JSON.parse(
    readFileSync(join(GOLDEN, name, 'telemetry.json'), 'utf8'),
  );
  return telemetry.logs.map(({ attributes }) => Object.fromEntries(attributes.map(([k, , v]) => [k, String(v)])));
}

/** Codex's records of one event in the session of the rollout; without those of the WebSocket warm-up, which is no turn. */
function toldOf(capture: Capture, event: string, conversationId: string): Attributes[] {
  return capture.told.filter((attributes) => {
    const isOurs = attributes['event.name'] === event && attributes['conversation.id'] === conversationId;
    if (!isOurs || event !== 'codex.sse_event') return isOurs;
    return attributes.input_token_count !== undefined && attributes.tool_token_count !== '0';
  });
}

/** Spelled as on the wire, with the session's facts, and without what is not compared. */
function spelled(event: RolloutEvent, facts: RolloutFacts, told: Attributes): Attributes {
  const all = Object.entries({ ...event.fields, ...facts });
  return Object.fromEntries(all.filter(([key]) => key in told && !NOT_HELD.has(key)).map(([k, v]) => [k, String(v)]));
}

function expected(told: Attributes): Attributes {
  return Object.fromEntries(Object.entries(told).filter(([key]) => !NOT_HELD.has(key)));
}

/** The events, each with the facts that were sent last before it. */
async function readCapture(capture: Capture): Promise<{ event: RolloutEvent; facts: RolloutFacts }[]> {
  const { all, notes } = await read(openRollout(capture.rollout));
  assert.deepEqual(notes, [], 'a whole file of the measured version is read without a note');
  const events: { event: RolloutEvent; facts: RolloutFacts }[] = [];
  let facts: RolloutFacts = {};
  for (const found of all) {
    if (found.kind === 'session') facts = found.facts;
    if (found.kind === 'event') events.push({ event: found, facts });
  }
  return events;
}

function assertSame(
  found: { event: RolloutEvent; facts: RolloutFacts }[],
  told: Attributes[],
  except: readonly string[] = [],
): void {
  assert.equal(found.length, told.length, 'as many events as Codex told');
  for (const [index, attributes] of told.entries()) {
    const entry = found[index];
    assert.ok(entry !== undefined);
    const wanted = expected(attributes);
    const got = spelled(entry.event, entry.facts, attributes);
    for (const key of except) {
      delete wanted[key];
      delete got[key];
    }
    assert.deepEqual(got, wanted);
    const offMs = Math.abs(entry.event.timeMs - Date.parse(attributes['event.timestamp'] ?? ''));
    assert.ok(offMs <= 10, `${entry.event.name} is ${offMs} ms off`);
  }
}

describe('reading the rollout of a real run', () => {
  it('finds the captures', () => {
    assert.ok(captures.length >= 12);
  });

  for (const capture of captures) {
    it(`${capture.name}: tells prompts, tool results and token counts as Codex did`, async () => {
      const found = await readCapture(capture);
      const id = found[0]?.event.conversationId ?? '';
      const of = (name: string) => found.filter(({ event }) => event.name === name);
      const told = (name: string) => toldOf(capture, name, id);

      const prompts = told('codex.user_prompt');
      const hidden = prompts.some((attributes) => attributes.prompt === '[REDACTED]') ? ['prompt'] : [];
      assertSame(of('codex.user_prompt'), prompts, hidden);
      assertSame(of('codex.tool_result'), told('codex.tool_result'));
      assertSame(of('codex.sse_event'), told('codex.sse_event'));
      assertSame(of('codex.turn_ttft'), told('codex.turn_ttft'));
      for (const [index, { event }] of of('codex.turn_ttft').entries()) {
        assert.equal(String(event.fields.duration_ms), told('codex.turn_ttft')[index]?.duration_ms);
      }
      for (const { event } of of('codex.tool_result')) {
        const same = told('codex.tool_result').find(({ call_id }) => call_id === event.fields.call_id);
        if ('duration_ms' in event.fields) assert.equal(String(event.fields.duration_ms), same?.duration_ms);
      }
    });

    it(`${capture.name}: tells the start of the conversation with what the file holds, and nothing else`, async () => {
      const found = await readCapture(capture);
      const start = found[0];
      assert.ok(start?.event.name === 'codex.conversation_starts');
      const [told] = toldOf(capture, 'codex.conversation_starts', start.event.conversationId);
      assert.deepEqual(start.event.fields, {
        approval_policy: told?.approval_policy,
        sandbox_policy: told?.sandbox_policy,
      });
      for (const key of ['conversation.id', 'app.version', 'originator', 'model', 'slug'] as const) {
        assert.equal(start.facts[key], told?.[key]);
      }
      assert.ok(Math.abs(start.event.timeMs - Date.parse(told?.['event.timestamp'] ?? '')) <= 10);
    });
  }
});
