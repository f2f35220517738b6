/** We. */
import { type Bus, type ExporterConfig, start } from 'codexotel';
import type { HostOrder, Transport } from '../orders.js';
import type { Sending } from './contestant.js';

const exporterOf = (transport: Transport, url: string): ExporterConfig =>
  transport === 'grpc'
    ? { 'otlp-grpc': { endpoint: url } }
    : { 'otlp-http': { endpoint: `${url}/v1/logs`, protocol: transport === 'json' ? 'json' : 'binary' } };

/** A bus with one exporter and nothing else said. */
export async function startCodexotel({ transport, url, attemptMs }: HostOrder): Promise<Sending> {
  const bus = start({
    env: {},
    workingDirectory: '/',
    config: {
      otel: { exporter: exporterOf(transport, url), log_tool_content: true },
      deadlines: { attempt_ms: attemptMs },
      quiet: true,
    },
  });
  await bus.ready;
  const pending = () => bus.receipt().sinks['otlp.logs']?.pending ?? 0;
  return {
    emit: (number, extra) => emit(bus, number, extra),
    emitRaw: (value) => {
      const emitAnyhow = bus.emit as (...values: readonly unknown[]) => void;
      emitAnyhow('codex.tool_result', value, value);
      emitAnyhow(value, value, value);
      return 2;
    },
    settle: async (ms) => {
      const endsAt = performance.now() + ms;
      while (pending() > 0 && performance.now() < endsAt) {
        await bus.flush(endsAt - performance.now());
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    close: async (ms) => void (await bus.close(ms)),
    books: () => {
      const { refused, sinks } = bus.receipt();
      const sink = sinks['otlp.logs'];
      return sink && { ...sink, refused: Object.values(refused).reduce((sum, count) => sum + count, 0) };
    },
  };
}

function emit(bus: Bus, number: number, extra: unknown): void {
  const fields = { call_id: String(number), tool_name: 'shell', duration_ms: 12, success: true };
  bus.emit('codex.tool_result', extra === undefined ? fields : Object.assign(fields, { extra }));
}
