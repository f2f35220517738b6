/** A real OpenTelemetry Collector in a process of its own: started with a configuration, asked to end, and what it wrote. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ReceivedRecord, Signal } from '../../core/testing/index.js';
import { SIGNALS } from '../../core/testing/receiver/signals.js';

/** The program at work. */
export interface CollectorProcess {
  /** What the debug exporter and the program itself said. */
  said(): string;
  /** Asks it to end, as a service manager does, and waits until all is written. */
  end(): Promise<void>;
}

/** What is needed to start it. */
export interface CollectorStart {
  readonly program: string;
  /** The path of a configuration. */
  readonly config: string;
  readonly env: Readonly<Record<string, string>>;
  /** Ports on loopback that it opens. */
  readonly ports: readonly number[];
}

/** Starts it, and waits until all of its ports are open. */
export async function startCollector({ program, config, env, ports }: CollectorStart): Promise<CollectorProcess> {
  const child = spawn(program, ['--config', config], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  const closed = once(child, 'close');
  const isOver = (): boolean => child.exitCode !== null || child.signalCode !== null;
  for (let tries = 0; !(await areOpen(ports)); tries++) {
    if (isOver() || tries === 200) {
      child.kill('SIGKILL');
      throw new Error(`the Collector did not start:\n${said}`);
    }
    await sleep(50);
  }
  return {
    said: () => said,
    async end() {
      if (!isOver()) child.kill('SIGTERM');
      await closed;
    },
  };
}

/** What the file exporter wrote into `folder`, read by the strict decoder of the test kit. */
export async function readWritten(folder: string): Promise<readonly ReceivedRecord[]> {
  const files = await Promise.all(
    (['logs', 'traces', 'metrics'] as const).map(async (signal: Signal) => {
      const lines = (await readFile(join(folder, `${signal}.jsonl`), 'utf8')).split('\n').filter((line) => line !== '');
      return lines.flatMap((line) => SIGNALS[signal].read('json', Buffer.from(line), 'http/json'));
    }),
  );
  return files.flat();
}

/** Ports that were free a moment ago. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}

async function areOpen(ports: readonly number[]): Promise<boolean> {
  const tries = ports.map(async (port) => {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      return false;
    } finally {
      socket.destroy();
    }
  });
  return (await Promise.all(tries)).every(Boolean);
}

/** Writes a configuration; JSON is YAML. */
export async function writeConfig(folder: string, config: object): Promise<string> {
  const file = join(folder, 'collector.json');
  await writeFile(file, JSON.stringify(config));
  return file;
}
