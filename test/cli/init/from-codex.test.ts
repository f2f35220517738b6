/** A file of Codex and the rc file that is made of it mean the same, but for the differences that are told. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import fc from 'fast-check';
import { readCodexFile } from '../../../cli/init/codex-file.js';
import { differences, differencesIn } from '../../../cli/init/differences.js';
import { translateOtel } from '../../../cli/init/from-codex.js';
import { writeRcText } from '../../../cli/init/rc-text.js';
import { loadConfiguration } from '../../../core/config/load.js';
import { complaintsOfText } from '../../config/editor.js';
import { useFolders } from '../../config/folders.js';
import { trickyFile, wholeFile } from './codex-config.js';

describe('the [otel] table of Codex', () => {
  const makeFolder = useFolders();

  async function translate(toml: string) {
    const folder = makeFolder({ 'config.toml': toml });
    const file = join(folder, 'config.toml');
    const codex = await readCodexFile(file);
    const translation = translateOtel(codex, file);
    return { folder, translation, found: differencesIn(codex, translation) };
  }

  /** What the bus makes of the file that would be written. */
  async function load(otel: object) {
    const text = writeRcText({ ...otel }, false);
    assert.deepEqual(await complaintsOfText(text), []);
    const configFile = join(makeFolder({ rc: text }), 'rc');
    const { configuration, mistakes } = await loadConfiguration({ configFile, env: {} });
    assert.deepEqual(mistakes, []);
    return configuration.otel;
  }

  it('is taken out of a whole file, and means to the bus what it meant to Codex', async () => {
    const { folder, translation } = await translate(wholeFile);
    const otel = await load(translation.otel);
    assert.equal(otel.environment, 'staging');
    assert.equal(otel.switches.log_user_prompt, true);
    assert.deepEqual(otel.exporter, {
      'otlp-http': {
        endpoint: 'https://otel.example.com/v1/logs',
        headers: { 'x-otlp-api-key': `\${OTLP_TOKEN}` },
        protocol: 'binary',
        tls: {
          'ca-certificate': join(folder, 'certs/otel-ca.pem'),
          'client-certificate': '/etc/codex/certs/client.pem',
          'client-private-key': '/etc/codex/certs/client-key.pem',
        },
      },
    });
    assert.equal(otel.metricsExporter, 'none');
  });

  it('differs where the table of differences says so, and at which places', async () => {
    const { found } = await translate(wholeFile);
    assert.deepEqual(Object.fromEntries(found.map(({ id, places }) => [id, places])), {
      'metrics-default': [],
      'tool-content': [],
      'error-text': [],
      'user-email': [],
      redaction: [],
      variables: ['otel.exporter.otlp-http.headers.x-otlp-api-key'],
      'header-values': ['otel.exporter.*.headers', 'otel.trace_exporter.*.headers'],
      'environment-headers': [],
      'relative-paths': [
        'otel.exporter.otlp-http.tls.ca-certificate',
        'otel.trace_exporter.otlp-grpc.tls.ca-certificate',
      ],
      'grpc-authorities': ['otel.trace_exporter.*.tls'],
    });
  });

  it('loses what codexotel cannot follow, each by its name and none with its value', async () => {
    const { translation, found } = await translate(trickyFile);
    const otel = await load(translation.otel);
    assert.equal(otel.environment, `$\${x`);
    assert.equal(otel.toolResultMaxBytes, 100);
    assert.deepEqual([otel.exporter, otel.traceExporter, otel.metricsExporter], ['none', 'none', 'none']);
    assert.deepEqual(otel.spanAttributes, { team: 'canary4711' });
    assert.deepEqual(otel.tracestate, { vendor: { key: 'value' } });
    const places = Object.fromEntries(found.map(({ id, places }) => [id, places]));
    assert.deepEqual(places['unknown-keys'], [
      'otel.log_telepathy',
      'otel.tool_result.max_lines',
      'otel.exporter.otlp-grpc.timeout',
    ]);
    assert.deepEqual(places.mistakes, [
      'otel.exporter.otlp-grpc.headers.x-a must not be empty',
      'otel.trace_exporter must not be statsig, which carries metrics only',
      'otel.span_attributes.(a key of another form) has no name',
    ]);
    assert.ok('profiles' in places && 'analytics' in places && 'statsig' in places);
    assert.ok(!JSON.stringify(found).includes('canary4711'));
  });

  it('may be missing: then everything has its default', async () => {
    const { translation } = await translate('model = "x"\n');
    assert.deepEqual(translation.otel, {});
    assert.equal((await load(translation.otel)).exporter, 'none');
  });

  it('keeps any text as it is, whatever stands in it', async () => {
    const text = fc.string({
      unit: fc.constantFrom('$', '{', '}', '${', 'A', ':-', '"', '\\', '#', ': ', "'", '\u007f', 'é', '\u2028', '-'),
    });
    const property = fc.asyncProperty(text, text, async (one, other) => {
      const { otel } = translateOtel(
        {
          otel: { environment: `e${one}`, span_attributes: { [`k${one}`]: other } },
          hasProfiles: false,
          isAnalyticsOff: false,
        },
        '/codex/config.toml',
      );
      const configFile = join(makeFolder({ rc: writeRcText(otel, false) }), 'rc');
      const { configuration, mistakes } = await loadConfiguration({ configFile, env: { A: 'expanded' } });
      assert.deepEqual(mistakes, []);
      assert.equal(configuration.otel.environment, `e${one}`);
      assert.deepEqual(configuration.otel.spanAttributes, { [`k${one}`]: other });
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('has each difference once in the table, in words that go on from "Codex" and "codexotel"', () => {
    assert.equal(new Set(differences.map(({ id }) => id)).size, differences.length);
    for (const { codex, codexotel } of differences)
      for (const words of [codex, codexotel]) assert.match(words, /^[a-z`].*[^.]$/);
  });
});
