/** An emit while everything is off, against a method that does nothing, called at the same place with the same fresh literal. */
import { start } from 'codexotel';
import type { Benchmark, Form } from './figure.js';
import { measureInTurn } from './rounds.js';

const extents = {
  full: { rounds: 15, warmUpRounds: 10, callsPerRound: 500_000 },
  smoke: { rounds: 2, warmUpRounds: 1, callsPerRound: 1_000 },
} as const satisfies Record<Form, unknown>;

interface ToolResult {
  readonly tool_name: string;
  readonly call_id: string;
  readonly arguments: string;
  readonly output: string;
  readonly duration_ms: number;
  readonly success: boolean;
  readonly mcp_server: string;
}

interface Target {
  readonly emit: (name: 'codex.tool_result', fields: ToolResult) => void;
}

/** The place of the call. It sees so many kinds of targets that no compiler puts their bodies in its place. */
function call(target: Target, times: number): number {
  for (let n = 0; n < times; n++) {
    target.emit('codex.tool_result', {
      tool_name: 'shell',
      call_id: 'call_9fXk2mQv7LtR',
      arguments: '{"command":["ls"]}',
      output: 'README.md',
      duration_ms: n,
      success: true,
      mcp_server: '',
    });
  }
  return times;
}

/** Empty methods, each of a class of its own. */
const emptyTargets: readonly Target[] = [
  new (class A {
    first = 1;
    emit() {}
  })(),
  new (class B {
    second = 2;
    emit() {}
  })(),
  new (class C {
    third = 3;
    emit() {}
  })(),
  new (class D {
    fourth = 4;
    emit() {}
  })(),
  new (class E {
    fifth = 5;
    emit() {}
  })(),
  new (class F {
    sixth = 6;
    emit() {}
  })(),
];

/** Prepares the benchmark of a bus that this configuration leaves with nothing to do. */
export const benchmarkOff =
  (name: string, config: object | undefined, limit: number): Benchmark =>
  async (form) => {
    const { callsPerRound, ...extent } = extents[form];
    const bus = start({ env: {}, strict: true, config });
    await bus.ready;
    if (!bus.describe().isIdle)
      throw new Error('bench: the bus has something to do, so this is not the cost of nothing');
    for (let times = 0; times < 100; times++) for (const target of [...emptyTargets, bus]) call(target, 10);
    const [empty = bus] = emptyTargets;
    const fastest = await measureInTurn(
      () => call(bus, callsPerRound),
      () => call(empty, callsPerRound),
      extent,
    );
    const { emitted } = await bus.close();
    const wanted = (extent.rounds + extent.warmUpRounds) * callsPerRound + 1_000;
    if (emitted !== wanted) throw new Error(`bench: the bus counted ${emitted} of ${wanted} events`);
    return { name, ...fastest, unit: 'ns', comparedBy: 'ratio', limit };
  };
