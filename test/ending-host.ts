/** A host program for tests of abrupt ends: sends to the exporter of its second argument, and ends as its first one says. */
import { start } from 'codexotel';

const [ending = '', exporter = '{}', exitMs = '2000'] = process.argv.slice(2);
const config = { otel: { exporter: JSON.parse(exporter) }, deadlines: { exit_ms: Number(exitMs) }, quiet: true };
const bus = start({ config, env: {}, workingDirectory: '/' });

function emitSome(): void {
  for (let at = 0; at < 700; at++) bus.emit('codex.tool_result', { call_id: `c${at}` });
}

/** Waits for a signal, and is ready for it. */
function wait(): void {
  setInterval(() => undefined, 1_000);
  process.stdout.write('ready\n');
}

const endings: Readonly<Record<string, () => void>> = {
  'just ends': () => undefined,
  'calls process.exit': () => process.exit(3),
  'throws an error': () => {
    throw new Error('the host failed');
  },
  'leaves a rejection alone': () => void Promise.reject(new Error('the host failed')),
  'closes on signals': () => {
    bus.closeOnSignals();
    wait();
  },
  'closes on signals beside its own handler': () => {
    bus.closeOnSignals();
    process.on('SIGTERM', async () => {
      await bus.close();
      process.exit(7);
    });
    wait();
  },
  'exits in its own handler': () => {
    bus.closeOnSignals();
    process.on('SIGTERM', () => process.exit(7));
    wait();
  },
  'takes its handlers back': () => {
    bus.closeOnSignals()();
    bus.closeOnSignals();
    void bus.close().then(() => process.stdout.write(`${process.listenerCount('SIGTERM')}\n`));
  },
};

await bus.ready;
emitSome();
endings[ending]?.();
