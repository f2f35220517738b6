/** A host that leaves without ending its session or closing its bus: its spans arrive all the same. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { startReceiver } from '../../core/testing/receiver/index.js';
import { cleanEnvironment } from '../clean-environment.js';

const door = new URL('../../index.js', import.meta.url).href;

const host = (endpoint: string) => `
  const { start } = await import(${JSON.stringify(door)});
  const exporter = { 'otlp-http': { endpoint: '${endpoint}', protocol: 'binary' } };
  const bus = start({ config: { otel: { trace_exporter: exporter } }, programFile: '', workingDirectory: '' });
  const session = bus.session({ 'conversation.id': 'c1' });
  session.beginTurn({ 'turn.id': 't1' });
  session.userPrompt({ text: 'hello' });
`;

describe('a host that leaves in the middle of a turn', () => {
  it('leaves the spans of turn and session behind, with their events', async () => {
    const receiver = await startReceiver();
    const program = host(`${receiver.httpUrl}/v1/traces`);
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], { env: cleanEnvironment({}) });
    assert.deepEqual(
      receiver.records.map((record) => (record.signal === 'traces' ? [record.name, record.events.length] : record)),
      [
        ['turn', 1],
        ['session', 0],
      ],
    );
    await receiver.close();
  });
});
