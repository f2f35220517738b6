/** The bus of the emit benchmarks: five plugins before a sink that keeps nothing, and nothing that is withheld. */
import { type Bus, definePlugin, type Plugin, start, withChanges } from 'codexotel';

/** What differs between the runs. */
export interface BusUnderTest {
  /** Default true. */
  readonly hasRedaction?: boolean;
  /** Whether the host's plugin adds an attribute to each event, in place of looking at it only. */
  readonly isEnriching?: boolean;
}

/** A sink that says at once that it has everything. */
const nullSink = definePlugin({
  name: 'null',
  setup: () => ({
    sinks: {
      records: { classes: ['fact', 'identity', 'content'], unit: 'record', attempt: () => ({ kind: 'acked' }) },
    },
  }),
});

/** Counts what failed, as a host does for its status line. */
function createTally(): Plugin {
  let failures = 0;
  return definePlugin({
    name: 'host-tally',
    setup: () => ({
      enrich: ({ fields }) => {
        if (fields.success === false) failures++;
      },
      facts: () => ({ failures }),
    }),
  });
}

/** Adds an attribute of the host's own. */
const label = definePlugin({
  name: 'host-label',
  setup: () => ({
    enrich: (event) => withChanges(event, { undeclared: { ...event.undeclared, 'host.lane': 'stable' } }),
  }),
});

const destinations = ['null.records'];
const router = definePlugin({
  name: 'host-router',
  setup: () => ({ route: ({ name }) => (name.startsWith('codex.') ? destinations : undefined) }),
});

/** Starts it, and waits until all five are at work. Throws when one is missing. */
export async function startBusUnderTest({ hasRedaction = true, isEnriching = false }: BusUnderTest): Promise<Bus> {
  const host = isEnriching ? label : createTally();
  const bus = start({
    env: {},
    strict: true,
    config: {
      otel: {
        log_user_prompt: true,
        log_tool_content: true,
        log_agent_responses: true,
        log_guardian_assessments: true,
        log_error_text: true,
        log_user_email: true,
      },
      plugins: { 'auth-401': true, redaction: hasRedaction },
      // The counts below are those of the events alone.
      session_receipts: false,
    },
    plugins: [host, router, nullSink],
  });
  await bus.ready;
  const { plugins } = bus.describe();
  const wanted = ['originator', 'auth-401', ...(hasRedaction ? ['redaction'] : []), host.name, 'host-router', 'null'];
  const missing = wanted.filter((name) => !plugins.includes(name));
  if (missing.length > 0) throw new Error(`bench: these plugins are not at work: ${missing.join(', ')}`);
  return bus;
}
