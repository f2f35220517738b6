/** Configurations that point at a receiver, for runs of the command. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eachSwitch } from '../../core/events.js';
import type { Receiver } from '../../core/testing/index.js';

/** The three ways over the wire. */
export const transports = ['binary', 'json', 'grpc'] as const;
export type Transport = (typeof transports)[number];

/** The `exporter` of a configuration. */
export function exporterFor(receiver: Receiver, transport: Transport): object {
  if (transport === 'grpc') return { 'otlp-grpc': { endpoint: receiver.grpcUrl } };
  return { 'otlp-http': { endpoint: `${receiver.httpUrl}/v1/logs`, protocol: transport } };
}

/** Writes a configuration into a new folder; returns the file's path. */
export async function writeRc(rc: unknown): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'codexotel-test-')), '.codexotelrc');
  await writeFile(file, typeof rc === 'string' ? rc : JSON.stringify(rc));
  return file;
}

/** The `otel` table with every switch on but those named. */
export const openSwitches = (...closed: readonly string[]): Record<string, boolean> =>
  eachSwitch((name) => !closed.includes(name));
