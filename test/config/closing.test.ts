import assert from 'node:assert/strict';
import { readLayer } from '../../core/config/layer.js';
import { resolveConfiguration } from '../../core/config/resolve.js';

const sound = { 'otlp-http': { endpoint: 'http://c/v1/logs', protocol: 'binary' } };
const settings = { environment: 'prod', exporter: sound, trace_exporter: sound, log_user_prompt: true };

/** The configuration of a sound file with one part replaced. */
function load(change: { readonly otel?: object; readonly [key: string]: unknown }, strongerCode?: unknown) {
  const said = { ...change, otel: { ...settings, ...change.otel } };
  const code = strongerCode === undefined ? [] : [readLayer({ source: 'code', said: strongerCode })];
  const file = readLayer({ source: 'rc', said, folder: '/', env: {} });
  return { file, configuration: resolveConfiguration({ trusted: [...code, file], workspace: [], isClosed: false }) };
}

describe('a mistake in a configuration', () => {
  it('that is not there closes nothing', () => {
    const { file, configuration } = load({});
    assert.deepEqual(file.mistakes, []);
    assert.equal(configuration.otel.switches.log_user_prompt, true);
    assert.notEqual(configuration.otel.exporter, 'none');
  });

  it('in an exporter closes that exporter only', () => {
    const { configuration } = load({
      otel: { exporter: { 'otlp-http': { endpoint: 'nowhere', protocol: 'binary' } } },
    });
    assert.equal(configuration.isClosed, false);
    assert.equal(configuration.otel.exporter, 'none');
    assert.notEqual(configuration.otel.traceExporter, 'none');
    assert.equal(configuration.otel.switches.log_user_prompt, true);
  });

  const harmless: ReadonlyArray<[place: string, change: Parameters<typeof load>[0]]> = [
    ['otel.environment', { otel: { environment: 7 } }],
    ['otel.span_attributes', { otel: { span_attributes: { a: 1 } } }],
    ['otel.tracestate', { otel: { tracestate: { a: 'x' } } }],
    ['queue', { queue: { max_records: -1 } }],
    ['deadlines', { deadlines: [] }],
    ['plugins.statsig', { plugins: { statsig: { key: `\${UNSET}` } } }],
  ];
  for (const [place, change] of harmless) {
    it(`in ${place} costs that part only`, () => {
      const { file, configuration } = load(change);
      assert.equal(file.mistakes.length, 1);
      assert.equal(configuration.isClosed, false);
      assert.notEqual(configuration.otel.exporter, 'none');
      assert.notEqual(configuration.plugins.get('statsig'), true);
    });
  }

  const opening: ReadonlyArray<[place: string, change: Parameters<typeof load>[0]]> = [
    ['a content switch', { otel: { log_tool_content: 'no' } }],
    ['the name of a switch', { otel: { log_user_promt: false } }],
    ['otel.log_sse_deltas', { otel: { log_sse_deltas: 'no' } }],
    ['otel.tool_result', { otel: { tool_result: { max_bytes: '0' } } }],
    ['the options of redaction', { plugins: { redaction: { patterns: [`\${UNSET}`] } } }],
    ['redaction itself', { plugins: { redaction: 'yes' } }],
    ["the options of a host's plugin", { plugins: { 'acme-scrub': 'all' } }],
    ['plugins', { plugins: ['redaction'] }],
    ['a route', { routes: [{ match: 'codex.user_prompt', to: 'nowhere' }] }],
    ['routes', { routes: { match: 'codex.user_prompt', to: [] } }],
    ['enabled', { enabled: 'no' }],
    ['the name of a table', { route: [] }],
  ];
  for (const [place, change] of opening) {
    it(`in ${place} closes every exporter and every switch, whatever code says`, () => {
      const { file, configuration } = load(change, { otel: { metrics_exporter: 'statsig', log_user_email: true } });
      assert.equal(file.mistakes.length, 1);
      assert.equal(configuration.isClosed, true);
      const { exporter, traceExporter, metricsExporter, switches } = configuration.otel;
      assert.deepEqual([exporter, traceExporter, metricsExporter], ['none', 'none', 'none']);
      assert.ok(Object.values(switches).every((isOn) => !isOn));
    });
  }

  it('in a span attribute or a tracestate member costs that entry only', () => {
    const { configuration } = load({
      otel: {
        span_attributes: { team: 'x', '': 'y', n: 1 },
        tracestate: { good: { a: 'b' }, BAD: { a: 'b' }, semi: { a: 'b;c' } },
      },
    });
    assert.deepEqual(configuration.otel.spanAttributes, { team: 'x' });
    assert.deepEqual(configuration.otel.tracestate, { good: { a: 'b' } });
  });
});
