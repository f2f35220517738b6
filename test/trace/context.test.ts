/** Trace context: where a trace comes from, what runs within which span, and who may receive it. */
import assert from 'node:assert/strict';
import { type Context, type ContextManager, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import {
  contextFromW3cTraceContext,
  currentSpanTraceId,
  currentSpanW3cTraceContext,
  setParentFromW3cTraceContext,
} from '../../core/index.js';
import { memorySink } from '../../core/testing/memory-sink.js';
import { testBus } from '../../core/testing/test-bus.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const otherId = '0af7651916cd43dd8448eb211c80319c';
const spanId = '00f067aa0ba902b7';
const carrier = { traceparent: `00-${traceId}-${spanId}-01`, tracestate: 'a=b' };

type Options = Parameters<typeof testBus>[0];
const tracedBus = (options: Options = {}) => {
  const spans = memorySink({ name: 'spans', unit: 'span', lane: 'trace' });
  return { ...testBus({ ...options, plugins: [spans.plugin] }), spans };
};

describe('the current span', () => {
  it('is told as the headers that a child would get, within awaits too, and not outside', async () => {
    const { bus, spans } = tracedBus();
    const session = bus.session({});
    const seen = await session.turn({}, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return { headers: currentSpanW3cTraceContext(), id: currentSpanTraceId() };
    });
    assert.equal(currentSpanW3cTraceContext(), undefined);
    await bus.close();
    const turn = spans.records[0]?.trace;
    assert.deepEqual(seen, { headers: { traceparent: `00-${turn?.traceId}-${turn?.spanId}-01` }, id: turn?.traceId });
    assert.match(String(seen.id), /^(?!0+$)[0-9a-f]{32}$/);
  });

  it('has the configured tracestate, and the flag that says whether its trace is kept', async () => {
    const { bus } = tracedBus({
      config: { otel: { tracestate: { vendor1: { k1: 'v1', k2: 'v2' } } } },
      env: { TRACEPARENT: carrier.traceparent.replace(/01$/, '00'), TRACESTATE: 'a=b' },
    });
    await bus.ready;
    const headers = await bus.session({}).turn({}, () => currentSpanW3cTraceContext());
    const receipt = await bus.close();
    assert.match(headers?.traceparent ?? '', new RegExp(`^00-${traceId}-[0-9a-f]{16}-00$`));
    assert.equal(headers?.tracestate, 'vendor1=k1:v1;k2:v2,a=b');
    assert.deepEqual(receipt.refused, { sampled_out: 2 });
  });

  it('is the parent that the trace came with where nobody takes spans', async () => {
    const { bus, sink } = testBus({ env: { TRACEPARENT: carrier.traceparent } });
    await bus.ready;
    const session = bus.session({});
    const headers = await session.turn({}, () => {
      session.recordTurnTtft({ duration_ms: 1 });
      return currentSpanW3cTraceContext();
    });
    await bus.close();
    assert.deepEqual(headers, { traceparent: carrier.traceparent });
    assert.deepEqual(sink.records[0]?.trace, { traceId, spanId, traceFlags: 1 });
  });
});

describe('the parent of a session', () => {
  it('can be set until its span has begun', async () => {
    const { bus, spans } = tracedBus({ env: { TRACEPARENT: `00-${otherId}-${spanId}-01` } });
    const session = bus.session({});
    assert.equal(setParentFromW3cTraceContext(session, {}), false);
    assert.equal(setParentFromW3cTraceContext(session, carrier), true);
    session.recordTurnTtft({ duration_ms: 1 });
    assert.equal(setParentFromW3cTraceContext(session, carrier), false);
    await bus.close();
    const [record] = spans.records;
    assert.deepEqual(
      [record?.trace?.traceId, record?.span?.parentSpanId, record?.span?.traceState, record?.span?.isParentRemote],
      [traceId, spanId, 'a=b', true],
    );
  });

  it('is the one of the environment, and an invalid one is told', async () => {
    const traced = tracedBus({ env: { TRACEPARENT: carrier.traceparent } });
    traced.bus.session({}).recordTurnTtft({ duration_ms: 1 });
    await traced.bus.close();
    assert.equal(traced.spans.records[0]?.trace?.traceId, traceId);

    const { bus, spans } = tracedBus({ env: { TRACEPARENT: 'nonsense' } });
    const told: string[] = [];
    bus.on('fault', ({ message }) => told.push(message));
    bus.session({}).recordTurnTtft({ duration_ms: 1 });
    await bus.close();
    assert.equal(spans.records[0]?.span?.parentSpanId, undefined);
    assert.deepEqual(told, ['TRACEPARENT is set but invalid; ignoring trace context']);
  });
});

describe('a host with an OpenTelemetry context of its own', () => {
  let active: Context = ROOT_CONTEXT;
  const manager: ContextManager = {
    active: () => active,
    with: (next, run, self, ...args) => {
      const before = active;
      active = next;
      try {
        return run.call(self as never, ...args);
      } finally {
        active = before;
      }
    },
    bind: (_, target) => target,
    enable: () => manager,
    disable: () => manager,
  };
  beforeEach(() => context.setGlobalContextManager(manager));
  afterEach(() => context.disable());
  const within = <T>(run: () => T): T =>
    context.with(trace.setSpanContext(ROOT_CONTEXT, { traceId: otherId, spanId, traceFlags: 1 }), run);

  it('is asked second: its span is the parent of a session, over that of the environment', async () => {
    const { bus, spans } = tracedBus({ env: { TRACEPARENT: carrier.traceparent } });
    within(() => {
      assert.equal(currentSpanTraceId(), otherId);
      bus.session({}).recordTurnTtft({ duration_ms: 1 });
    });
    assert.equal(currentSpanTraceId(), undefined);
    await bus.close();
    assert.deepEqual([spans.records[0]?.trace?.traceId, spans.records[0]?.span?.parentSpanId], [otherId, spanId]);
  });

  it('gives its ids to log records where no span of the bus is active', async () => {
    const traced = tracedBus();
    const untraced = testBus();
    for (const { bus, sink } of [traced, untraced]) {
      await bus.ready;
      within(() => bus.emit('codex.turn_ttft', { duration_ms: 1 }));
      within(() => untraced.bus.session({}).recordTurnTtft({ duration_ms: 1 }));
      await bus.close();
      assert.deepEqual(sink.records[0]?.trace, { traceId: otherId, spanId, traceFlags: 1 });
    }
    assert.deepEqual(untraced.sink.records.at(-1)?.trace, { traceId: otherId, spanId, traceFlags: 1 });
  });

  it('gives way to the active span of the bus', async () => {
    const { bus, spans } = tracedBus();
    const session = bus.session({});
    session.setParent(contextFromW3cTraceContext(carrier));
    const seen = await session.turn({}, () => within(() => currentSpanTraceId()));
    await bus.close();
    assert.equal(seen, traceId);
    assert.equal(spans.records.length, 2);
  });
});

describe('propagation', () => {
  const seenWithin = async (options: Options, url: string) => {
    const { bus } = tracedBus({ env: { TRACEPARENT: carrier.traceparent, TRACESTATE: 'a=b' }, ...options });
    const seen = await bus
      .session({})
      .turn({}, () => ({ headers: bus.traceHeaders(url), variables: bus.traceVariables() }));
    await bus.close();
    return { headers: Object.keys(seen.headers), variables: Object.keys(seen.variables), seen };
  };

  it('is for nobody by default', async () => {
    const { seen } = await seenWithin({}, 'https://api.example.com/v1/responses');
    assert.deepEqual(seen, { headers: {}, variables: {} });
  });

  it('follows the host’s table: an origin, whole, and the parts that it may have', async () => {
    const propagation = [
      { to: 'https://api.example.com', carries: ['traceparent'] },
      { to: 'https://proxy.example.com:8443' },
      { to: 'child-process' },
    ] as const;
    const urls = {
      'https://api.example.com/v1/responses': ['traceparent'],
      'https://proxy.example.com:8443/x': ['traceparent', 'tracestate'],
      'https://api.example.com.evil.example/': [],
      'http://api.example.com/': [],
      'https://proxy.example.com/': [],
      'no url': [],
      '': [],
    };
    for (const [url, expected] of Object.entries(urls)) {
      const { headers, variables, seen } = await seenWithin({ propagation }, url);
      assert.deepEqual(headers, expected, url);
      assert.deepEqual(variables, ['TRACEPARENT', 'TRACESTATE']);
      assert.match(String(seen.variables.TRACEPARENT), new RegExp(`^00-${traceId}-`));
    }
  });

  it('refuses a row that names no destination', () => {
    assert.throws(
      () => tracedBus({ propagation: [{ to: 'api.example.com' }] }),
      /must be an origin or "child-process"/,
    );
  });
});
