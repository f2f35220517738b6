/** Who wins over whom, source by source. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadConfiguration } from '../../core/config/load.js';
import { useFolders } from './folders.js';

const http = (from: string) => ({
  'otlp-http': { endpoint: `http://${from}/v1/logs`, headers: { 'x-from': from }, protocol: 'json' },
});
const rc = (from: string): string => JSON.stringify({ otel: { environment: from, exporter: http(from) } });

const standard = {
  OTEL_LOGS_EXPORTER: 'otlp',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'http://standard:4318',
  OTEL_EXPORTER_OTLP_HEADERS: 'x-from=standard',
};

describe('precedence', () => {
  const makeFolder = useFolders();

  /** All sources but the first `missing`, the strongest first. */
  async function loadWithout(missing: number) {
    const program = makeFolder({
      'package.json': '{}',
      'bin.js': '',
      ...(missing < 4 && { '.codexotelrc': rc('program') }),
    });
    const home = makeFolder(missing < 5 ? { '.config/codexotel/config.yaml': rc('user') } : {});
    const named = makeFolder({ 'rc.json': rc('named') });
    return loadConfiguration({
      ...(missing < 1 && { config: JSON.parse(rc('code')) }),
      ...(missing < 3 && { configFile: join(named, 'rc.json') }),
      programFile: join(program, 'bin.js'),
      env: {
        HOME: home,
        ...(missing < 2 && { CODEXOTEL_ENVIRONMENT: 'variable', CODEXOTEL_EXPORTER: JSON.stringify(http('variable')) }),
        ...(missing < 6 && standard),
      },
    });
  }

  const order = ['code', 'variable', 'named', 'program', 'user', 'standard', 'nobody'];
  for (const [missing, winner] of order.entries()) {
    it(`gives ${winner} the word when ${missing === 0 ? 'all speak' : `the ${missing} stronger are silent`}`, async () => {
      const { configuration, mistakes, notices } = await loadWithout(missing);
      assert.deepEqual([mistakes, notices], [[], []]);
      const { environment, exporter } = configuration.otel;
      assert.equal(environment, missing < 5 ? winner : 'dev');
      const headers =
        exporter !== 'none' && exporter !== 'statsig' && 'otlp-http' in exporter && exporter['otlp-http'].headers;
      assert.deepEqual(headers, winner === 'nobody' ? false : { 'x-from': winner });
    });
  }

  it('names the origin of each value', async () => {
    const { configuration } = await loadWithout(0);
    assert.equal(configuration.origins.get('otel.exporter')?.source, 'code');
    const { origins } = (await loadWithout(1)).configuration;
    assert.equal(origins.get('otel.environment')?.source, 'CODEXOTEL_ENVIRONMENT');
    assert.equal(origins.get('otel.exporter')?.source, 'CODEXOTEL_EXPORTER');
    const last = (await loadWithout(5)).configuration.origins.get('otel.exporter');
    assert.equal(last?.source, 'OTEL_LOGS_EXPORTER');
    assert.ok(!JSON.stringify(last.written).includes('standard'));
  });

  it('never mixes an endpoint with the headers of another source', async () => {
    for (const missing of order.keys()) {
      const { exporter } = (await loadWithout(missing)).configuration.otel;
      if (exporter === 'none' || exporter === 'statsig' || !('otlp-http' in exporter)) continue;
      const { endpoint, headers } = exporter['otlp-http'];
      assert.equal(new URL(endpoint).hostname, headers['x-from']);
    }
  });

  it('switches nothing on by an endpoint variable alone', async () => {
    const { OTEL_LOGS_EXPORTER: _, ...endpoint } = standard;
    const { configuration } = await loadConfiguration({ env: endpoint });
    assert.equal(configuration.otel.exporter, 'none');
  });

  it('closes everything by a mistake in one of our own variables', async () => {
    for (const env of [
      { CODEXOTEL_LOG_USER_PROMPT: 'nope' },
      { CODEXOTEL_DISABLE: '1' },
      { CODEXOTEL_EXPORTER: '{' },
    ]) {
      const { configuration, mistakes } = await loadConfiguration({ config: JSON.parse(rc('code')), env });
      const isExporter = 'CODEXOTEL_EXPORTER' in env;
      assert.equal(mistakes.length, 1);
      assert.equal(configuration.isClosed, true, isExporter ? 'broken JSON' : JSON.stringify(env));
      assert.equal(mistakes[0]?.source, Object.keys(env)[0]);
    }
  });
});
