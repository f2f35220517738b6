/** Which traces are kept and how much a span holds, by the standard variables; compared with OpenTelemetry's own samplers. */
import assert from 'node:assert/strict';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { SamplingDecision, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import type { TraceContext } from '../../../core/index.js';
import { readSampler } from '../../../plugins/otlp/sampler.js';
import { readSpanLimits } from '../../../plugins/otlp/span-limits.js';

const unreported = (message: string) => assert.fail(message);
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentWith = (traceFlags: number): TraceContext => ({
  traceId,
  spanId: '00f067aa0ba902b7',
  traceFlags,
  traceState: [],
});

describe('the sampler of OTEL_TRACES_SAMPLER', () => {
  const expected: Readonly<Record<string, readonly [root: boolean, sampled: boolean, unsampled: boolean]>> = {
    '': [true, true, false],
    always_on: [true, true, true],
    always_off: [false, false, false],
    parentbased_always_on: [true, true, false],
    parentbased_always_off: [false, true, false],
    ' PARENTBASED_ALWAYS_OFF ': [false, true, false],
  };
  for (const [name, decisions] of Object.entries(expected)) {
    it(`"${name}" decides about a root, below a sampled parent and below one that is not`, () => {
      const isSampled = readSampler({ OTEL_TRACES_SAMPLER: name }, unreported);
      const found = [undefined, parentWith(1), parentWith(0)].map((parent) => isSampled(traceId, parent));
      assert.deepEqual(found, decisions);
    });
  }

  it('keeps by ratio exactly the traces that OpenTelemetry’s keeps', () => {
    const id = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 32, maxLength: 32 });
    fc.assert(
      fc.property(
        id.filter((text) => /[^0]/.test(text)),
        fc.constantFrom(0, 0.001, 0.25, 0.5, 0.999, 1),
        (text, ratio) => {
          const env = { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: String(ratio) };
          const theirs = new TraceIdRatioBasedSampler(ratio).shouldSample(ROOT_CONTEXT, text);
          const isKept = theirs.decision === SamplingDecision.RECORD_AND_SAMPLED;
          assert.equal(readSampler(env, unreported)(text, undefined), isKept);
        },
      ),
    );
  });

  it('keeps every trace, and says so, where the variables say nothing that can be used', () => {
    const told: string[] = [];
    const report = (message: string) => void told.push(message);
    assert.equal(readSampler({ OTEL_TRACES_SAMPLER: 'sometimes' }, report)(traceId, undefined), true);
    const ratio = { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: 'half' };
    assert.equal(readSampler(ratio, report)(traceId, undefined), true);
    assert.deepEqual(
      told.map((message) => message.split(' ')[1]),
      ['OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG'],
    );
    assert.ok(!told.join().includes('sometimes') && !told.join().includes('half'));
  });
});

describe('the limits of OTEL_SPAN_*', () => {
  it('hold, and those for all attributes where none is said for spans', () => {
    const env = {
      OTEL_SPAN_EVENT_COUNT_LIMIT: '10',
      OTEL_ATTRIBUTE_COUNT_LIMIT: '5',
      OTEL_SPAN_LINK_COUNT_LIMIT: '0',
      OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '7',
    };
    const limits = {
      maxEvents: 10,
      maxAttributes: 5,
      maxLinks: 0,
      maxEventAttributes: 7,
      maxValueLength: Number.POSITIVE_INFINITY,
    };
    assert.deepEqual(readSpanLimits(env, unreported), limits);
  });

  it('that are no whole number are told and ignored', () => {
    const told: string[] = [];
    const limits = readSpanLimits({ OTEL_SPAN_EVENT_COUNT_LIMIT: '-1' }, (message) => told.push(message));
    assert.equal(limits.maxEvents, 128);
    assert.match(told.join(), /OTEL_SPAN_EVENT_COUNT_LIMIT must be/);
  });
});
