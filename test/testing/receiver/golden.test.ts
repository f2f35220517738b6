/** The real captures, sent as Codex's JSON: they come out as the golden files hold them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { type Attributes, type Receiver, startReceiver } from '../../../core/testing/receiver/index.js';
import { postJson } from './post.js';
import type { Json } from './samples.js';

const GOLDEN = new URL('../../../../test/fixtures/golden/', import.meta.url);

interface Telemetry {
  readonly resource: { readonly logs: Attributes };
  readonly logs: readonly { readonly scope: string; readonly attributes: Attributes }[];
}

const FIELDS: Readonly<Record<string, string>> = {
  string: 'stringValue',
  int: 'intValue',
  double: 'doubleValue',
  bool: 'boolValue',
};

/** Codex writes whole numbers of attributes as text. */
const toKeyValue = ([key, type, value]: Attributes[number]): Json => ({
  key,
  value: { [FIELDS[type] ?? type]: type === 'int' ? String(value) : value },
});

const toRequest = ({ resource, logs }: Telemetry): Json => ({
  resourceLogs: [
    {
      resource: { attributes: resource.logs.map(toKeyValue) },
      scopeLogs: logs.map(({ scope, attributes }) => ({
        scope: { name: scope },
        logRecords: [{ body: null, attributes: attributes.map(toKeyValue) }],
      })),
    },
  ],
});

describe('the receiver and the real captures of Codex', () => {
  let receiver: Receiver;
  before(async () => {
    receiver = await startReceiver({ grpc: false });
  });
  beforeEach(() => receiver.reset());
  after(() => receiver.close());

  const scenarios = readdirSync(GOLDEN).filter((name) => /^[abcfsx]_/.test(name));
  assert.equal(scenarios.length > 10, true);

  for (const scenario of scenarios) {
    it(`agree on the attributes of ${scenario}`, async () => {
      const file = new URL(`${scenario}/telemetry.json`, GOLDEN);
      const telemetry: Telemetry = JSON.parse(readFileSync(file, 'utf8'));
      const { status, text } = await postJson(`${receiver.httpUrl}/v1/logs`, toRequest(telemetry));
      assert.equal(status, 200, text);
      const received = receiver.records.map((record) => (record.signal === 'logs' ? record.attributes : []));
      assert.deepEqual(
        received,
        telemetry.logs.map(({ attributes }) => attributes),
      );
      assert.deepEqual(receiver.records[0]?.resource, telemetry.resource.logs);
    });
  }
});
