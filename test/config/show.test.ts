/** The settings as people see them: what was written and by whom, nothing that may be a secret. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadConfiguration } from '../../core/config/load.js';
import { patternSets, settings } from '../../core/config/settings.js';
import { showSettings } from '../../core/config/show.js';
import { redaction } from '../../plugins/redaction/index.js';
import { makeJsonSchema } from '../../scripts/generate/json-schema.js';
import { useFolders } from './folders.js';

describe('showSettings', () => {
  const makeFolder = useFolders();

  async function show(said: object, env: Record<string, string> = {}) {
    const configFile = join(makeFolder({ 'rc.json': JSON.stringify(said) }), 'rc.json');
    const { configuration } = await loadConfiguration({ configFile, env });
    const shown = showSettings(configuration);
    return { shown, of: (path: string) => shown.find((setting) => setting.path === path) };
  }

  it('shows every setting of the table, with its default', async () => {
    const { shown, of } = await show({});
    const known = Object.keys(settings).filter((path) => !path.includes('*'));
    assert.deepEqual(
      shown.map(({ path }) => path),
      known,
    );
    assert.ok(shown.every(({ origin }) => origin === 'default'));
    assert.deepEqual(of('otel.tool_result.max_bytes')?.value, 2_048);
    assert.deepEqual([of('routes')?.value, of('otel.exporter')?.value, of('enabled')?.value], [[], 'none', true]);
  });

  it('shows of an exporter where it goes and the names of its headers', async () => {
    const { of } = await show(
      {
        otel: {
          exporter: {
            'otlp-http': {
              endpoint: 'https://c.test/v1/logs?key=canary',
              protocol: 'json',
              headers: { 'x-literal': 'canary', authorization: `Bearer \${TOKEN}`, mixed: `canary\${TOKEN}` },
            },
          },
        },
      },
      { TOKEN: 'canary' },
    );
    assert.deepEqual(of('otel.exporter')?.value, {
      'otlp-http': {
        endpoint: 'https://c.test/v1/logs?…',
        protocol: 'json',
        headers: { 'x-literal': '[hidden]', authorization: `Bearer \${TOKEN}`, mixed: '[hidden]' },
      },
    });
  });

  it('shows of a plugin its switches, numbers and plain words', async () => {
    const { of } = await show({
      plugins: {
        statsig: { key: 'secret-canary-123' },
        redaction: { patterns: ['default'], rules: [{ name: 'x', literal: 'Canary 4711' }] },
        acme: { level: 3, isOn: true, key: `\${TOKEN:-none}` },
      },
    });
    assert.deepEqual(of('plugins.statsig')?.value, { key: '[hidden]' });
    assert.deepEqual(of('plugins.redaction')?.value, {
      patterns: ['default'],
      rules: [{ name: '[hidden]', literal: '[hidden]' }],
    });
    assert.deepEqual(of('plugins.acme')?.value, { level: 3, isOn: true, key: '[hidden]' });
  });

  it('shows of sets of patterns nothing that is no name of one', async () => {
    for (const [patterns, shown] of [
      [{ enabled: 'canary4711' }, { enabled: '[hidden]' }],
      [
        ['canary4711', 'correct-horse', 'home-directory', { x: 'canary4711' }],
        ['[hidden]', '[hidden]', 'home-directory', { x: '[hidden]' }],
      ],
      ['canary4711', '[hidden]'],
    ]) {
      const { of } = await show({ plugins: { redaction: { patterns } } });
      assert.deepEqual(of('plugins.redaction')?.value, { patterns: shown });
    }
  });

  it('knows the sets that the plugin knows', async () => {
    for (const name of patternSets) {
      const result = await redaction.options?.['~standard'].validate({ patterns: [name] });
      assert.ok(result && !result.issues, String(name));
    }
    const schema = JSON.stringify(makeJsonSchema());
    assert.ok(schema.includes(JSON.stringify([...patternSets])), 'and no others');
  });

  it('shows what holds when everything is off or closed, and still who said what', async () => {
    const said = { otel: { log_user_prompt: true, exporter: { 'otlp-grpc': { endpoint: 'http://c.test' } } } };
    for (const more of [{ enabled: false }, { nonsense: 1 }]) {
      const { of } = await show({ ...said, ...more });
      assert.deepEqual([of('otel.log_user_prompt')?.value, of('otel.exporter')?.value], [false, 'none']);
      assert.match(of('otel.exporter')?.origin ?? '', /rc\.json$/);
      assert.equal(of('enabled')?.value, !('enabled' in more));
    }
  });
});
