/** The wire canary: a host leaks wherever it can, and not one marker is in the bytes that leave. The whole number runs by `npm run test:canary`. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { encodings, runCanary } from './canary.js';
import { countMarkers, markOf, secretOf } from './markers.js';

/** Events of all runs together. */
const events = Number(process.env.CANARY_EVENTS ?? 18_000);
const modes = ['secrets', 'words'] as const;
const eventsOfRun = Math.ceil(events / (modes.length * encodings.length));

describe('the wire canary', function () {
  this.timeout(30 * 60_000);

  it('knows its markers again, in text and in base64', () => {
    for (let n = 0; n < 60; n++) ok(countMarkers(secretOf(n)) > 0, secretOf(n));
    equal(countMarkers(markOf(1)), 1);
    equal(countMarkers('nothing of the kind'), 0);
  });

  for (const mode of modes) {
    for (const encoding of encodings) {
      it(`finds none of ${mode} in ${eventsOfRun} events over ${encoding}, statsig, sentry, and what is printed`, async () => {
        const { code, ways, records, spans, stderr } = await runCanary({ mode, encoding, events: eventsOfRun });
        equal(code, 0, stderr);
        deepEqual(Object.fromEntries(Object.entries(ways).map(([name, { markers }]) => [name, markers])), {
          otlp: 0,
          statsig: 0,
          sentry: 0,
          stdout: 0,
          stderr: 0,
        });
        equal(records >= eventsOfRun / 2, true, `${records} records arrived`);
        ok(spans >= eventsOfRun / 100, `${spans} spans arrived`);
        ok((ways.otlp?.controls ?? 0) > 0 && (ways.sentry?.bytes ?? 0) > 0 && (ways.statsig?.bytes ?? 0) > 0);
      });
    }
  }
});
