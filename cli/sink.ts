/** `codexotel sink`: the strict OTLP receiver as a program; its first line says where it listens. */
import { parseArgs } from 'node:util';
import { startReceiver, toLine } from '../core/testing/index.js';
import { parse, parseWhole } from './arguments.js';
import { exitCodes, UsageError } from './exit-codes.js';

const standardHttpPort = 4_318;
const standardGrpcPort = 4_317;

/** Listens until SIGINT or SIGTERM, or until nobody reads stdout. Port 0 takes a free one. */
export async function sink(args: readonly string[]): Promise<number> {
  const ports = parsePorts(args);
  const receiver = await startReceiver(ports).catch((error: unknown) => {
    throw new UsageError('a port cannot be listened on; choose another one, or 0 for a free one', { cause: error });
  });
  const ended = endOfSink();
  const print = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
  receiver.on((arrived) => print(toLine(arrived)));
  print({ http: receiver.httpUrl, grpc: receiver.grpcUrl });
  await ended;
  await receiver.close();
  return exitCodes.delivered;
}

function parsePorts(args: readonly string[]): { readonly http: number; readonly grpc: number } {
  const { values } = parse(() =>
    parseArgs({ args: [...args], options: { http: { type: 'string' }, grpc: { type: 'string' } } }),
  );
  const { http, grpc } = values;
  const isOneGiven = http !== undefined || grpc !== undefined;
  return {
    http: http === undefined ? (isOneGiven ? 0 : standardHttpPort) : parseWhole(http, '--http', 65_535),
    grpc: grpc === undefined ? (isOneGiven ? 0 : standardGrpcPort) : parseWhole(grpc, '--grpc', 65_535),
  };
}

function endOfSink(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
    process.stdout.once('error', () => resolve());
  });
}
