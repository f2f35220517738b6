/** Conformance: each event of each capture, said through the public session, arrives on both lanes as Codex exported it. */
import assert from 'node:assert/strict';
import { type Receiver, startReceiver } from '../../core/testing/index.js';
import { capturedRecords } from '../catalogue/captured.js';
import { readCaptures, toldIn } from './capture.js';
import { byName, compareLogs, compareResources, compareSpanEvents } from './compare.js';
import { capturedMetrics, countsOf, shapesOf, sourcesIn } from './metrics.js';
import { say } from './say.js';

const captures = readCaptures();

const none: ReadonlySet<string> = new Set();
/** Names alone where the values are those of a machine. */
const namesIn = (resource: Readonly<Record<string, unknown>>) =>
  Object.entries(resource)
    .map(([name, value]) => (name.startsWith('os') ? [name] : [name, value]))
    .sort();

/** In one run Codex left before its metrics had told of the last of three requests, which the log lane has. */
const lostByCodex = (run: string): readonly (readonly [key: string, total: string])[] =>
  run === 'x_429'
    ? [
        ['["codex.api_request",', '3 times, 0 ms'],
        ['["codex.api_request.duration_ms",', '3 times, 20 ms'],
      ]
    : [];

describe('a host that says what Codex said', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver();
  });
  after(() => receiver.close());
  beforeEach(() => receiver.reset());

  for (const capture of captures) {
    it(`reports ${capture.run} with no unexplained difference`, async () => {
      const { logs, spans } = await say(receiver, capture);
      compareLogs(capture, logs);
      compareSpanEvents(capture, spans);
      compareResources(capture, logs, spans);
    });
  }

  for (const capture of captures) {
    it(`counts and times in ${capture.run} what Codex counted and timed`, async () => {
      const wanted = capturedMetrics(capture.run);
      const [source, ...otherSources] = sourcesIn(wanted);
      const said = await say(receiver, capture, otherSources.length === 0 ? source : undefined);
      assert.deepEqual(shapesOf(said.metrics), shapesOf(wanted));
      const without = sourcesIn(wanted).size === 1 ? none : new Set(['session_source']);
      const ours = countsOf(said.metrics, without);
      const theirs = countsOf(wanted, without);
      for (const [key, total] of lostByCodex(capture.run)) {
        const found = Object.keys(theirs).find((name) => name.startsWith(key));
        assert.ok(found !== undefined && theirs[found] !== total);
        theirs[found] = total;
      }
      assert.deepEqual(ours, theirs);
      for (const resource of said.metricResources)
        assert.deepEqual(namesIn(resource), namesIn(byName(capture.resource.metrics ?? [])));
    });
  }

  it('was compared in every record that Codex named', () => {
    const compared = captures.flatMap(toldIn).flatMap(({ log, trace }) => [log, trace].filter(Boolean));
    assert.equal(compared.length, capturedRecords().length);
    assert.ok(captures.length >= 13 && compared.length >= 500);
  });
});
