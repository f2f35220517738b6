/** The environment of the host belongs to others: nothing of it reaches Statsig. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Destination, startDestination } from './destination.js';

const program = fileURLToPath(new URL('./foreign-host.js', import.meta.url));

async function runHost(env: Readonly<Record<string, string>>) {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program], {
    env: { ...process.env, ...env },
  });
  const result: { before: number; after: number; outcome: unknown } = JSON.parse(stdout);
  return { ...result, stderr };
}

describe('statsig in a foreign environment', () => {
  let destination: Destination;
  let other: Destination;

  beforeEach(async () => {
    destination = await startDestination();
    other = await startDestination();
  });

  afterEach(async () => {
    await Promise.all([destination.close(), other.close()]);
  });

  it('sends no header and goes to no endpoint of the environment', async () => {
    const { outcome } = await runHost({
      DESTINATION: destination.url,
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer collector-token,x-tenant=acme',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'x-metrics-token=hidden',
      OTEL_EXPORTER_OTLP_ENDPOINT: other.url,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: other.url,
      OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'cumulative',
      OTEL_RESOURCE_ATTRIBUTES: 'team=secret-team',
    });
    assert.deepEqual(outcome, { kind: 'acked' });
    assert.equal(other.arrivals.length, 0);
    const [arrival] = destination.arrivals;
    const known = ['connection', 'content-length', 'content-type', 'host', 'statsig-api-key'];
    assert.deepEqual(Object.keys(arrival?.headers ?? {}).sort(), known);
    assert.match(arrival?.body ?? '', /"aggregationTemporality":1/);
    assert.doesNotMatch(JSON.stringify(arrival), /collector-token|x-tenant|hidden|secret-team/);
  });

  it('loads OpenTelemetry when the first batch leaves, and not before', async () => {
    const { before, after } = await runHost({ DESTINATION: destination.url });
    assert.equal(before, 0);
    assert.ok(after > 0);
  });
});
