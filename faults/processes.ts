/** The processes of a run: a receiver that takes orders, and a host that works one order off. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Arrivals, HostOrder, HostReport, Policy, Ports, ReceiverOrder } from './orders.js';

const programOf = (name: string) => fileURLToPath(new URL(`./programs/${name}.js`, import.meta.url));

/** A receiver in another process; it listens already. */
export interface RemoteReceiver {
  readonly ports: Ports;
  /** Goes on where it listened before. */
  listen(): Promise<void>;
  /** Nobody listens any more, and open connections are cut. */
  close(): Promise<void>;
  behave(policy: Policy): Promise<void>;
  report(): Promise<Arrivals>;
  end(): Promise<void>;
}

/** Starts a receiver that answers `ok`. */
export async function startRemoteReceiver(): Promise<RemoteReceiver> {
  const child = fork(programOf('receiver'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [ports]: Ports[] = await once(child, 'message');
  if (!ports) throw new Error('faults: the receiver said nothing');
  let before: Promise<unknown> = Promise.resolve();
  const ask = (order: ReceiverOrder): Promise<unknown> => {
    before = before.then(async () => {
      const answered = once(child, 'message');
      child.send(order);
      const [message]: { answer: unknown }[] = await answered;
      return message?.answer;
    });
    return before;
  };
  return {
    ports,
    listen: async () => void (await ask({ do: 'listen' })),
    close: async () => void (await ask({ do: 'close' })),
    behave: async (policy) => void (await ask({ do: 'behave', policy })),
    report: async () => (await ask({ do: 'report' })) as Arrivals,
    end: () => endProcess(child),
  };
}

/** Runs a host to its end; one that has not ended after `mostMs` is ended, and has nothing to report. */
export async function runHost(order: HostOrder, mostMs: number): Promise<HostReport | undefined> {
  const child = spawn(process.execPath, [programOf('host'), JSON.stringify(order)], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  const timer = setTimeout(() => child.kill('SIGKILL'), mostMs);
  const [code] = await once(child, 'close');
  clearTimeout(timer);
  return code === 0 ? JSON.parse(printed) : undefined;
}

async function endProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
