/** What is counted from the events of real sessions is what Codex itself counted in them. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { FieldValue, TelemetryEvent } from '../../../core/index.js';
import { sumUp } from '../../../plugins/statsig/sums.js';
import { type CountedName, makeEvent } from './events.js';

type Attributes = ReadonlyArray<readonly [key: string, type: string, value: FieldValue]>;

interface Capture {
  readonly logs: ReadonlyArray<{ readonly attributes: Attributes }>;
  readonly metrics: ReadonlyArray<{
    readonly name: string;
    readonly points: ReadonlyArray<{ readonly attributes: Attributes; readonly value: number }>;
  }>;
}

/** In `x_429` and `a_guardian` the process left before all its metrics did, or counted for another session as well. */
const scenarios = ['a_tool', 'a_redacted', 'a_skill', 'f_tools', 'c_500_ok', 'b_401_chatgpt', 'x_failed'];

/** Tags that both sides have; Codex adds some of its tools' own, and the source of the session, which no log record tells. */
const compared = ['app.version', 'auth_mode', 'model', 'originator', 'status', 'success', 'tool'];

for (const scenario of scenarios) {
  it(`statsig counts in ${scenario} what Codex counted`, () => {
    const capture = readCapture(scenario);
    const ours = sumUp(eventsOf(capture)).map(({ metric, tags, count }) => ({ metric, tags, count }));
    const theirs = capture.metrics
      .filter(({ name }) => name === 'codex.tool.call' || name === 'codex.api_request')
      .flatMap(({ name, points }) =>
        points.map(({ attributes, value }) => ({ metric: name, tags: plain(attributes), count: value })),
      );
    assert.deepEqual(totals(ours), totals(theirs));
    assert.ok(theirs.length > 0);
  });
}

interface Counted {
  readonly metric: string;
  readonly tags: Readonly<Record<string, FieldValue>>;
  readonly count: number;
}

function totals(sums: readonly Counted[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const { metric, tags, count } of sums) {
    const key = [metric, ...compared.map((name) => `${name}=${tags[name] ?? ''}`)].join(' ');
    total[key] = (total[key] ?? 0) + count;
  }
  return Object.fromEntries(Object.entries(total).sort());
}

function eventsOf({ logs }: Capture): TelemetryEvent[] {
  return logs.flatMap(({ attributes }) => {
    const { 'event.name': name, ...rest } = plain(attributes);
    if (!isCounted(name)) return [];
    const success = rest.success === undefined ? {} : { success: String(rest.success) === 'true' };
    return [makeEvent(name, { ...rest, ...success }, { facts: rest })];
  });
}

const isCounted = (name: FieldValue | undefined): name is CountedName =>
  name === 'codex.tool_result' || name === 'codex.api_request';

const plain = (attributes: Attributes): Record<string, FieldValue> =>
  Object.fromEntries(attributes.map(([key, , value]) => [key, value]));

function readCapture(scenario: string): Capture {
  const file = new URL(`../../../../test/fixtures/golden/${scenario}/telemetry.json`, import.meta.url);
  const capture: Capture = JSON.parse(readFileSync(file, 'utf8'));
  return capture;
}
