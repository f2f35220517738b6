/** The bus of a command: it starts by the configuration, or not at all, and every mistake is told. */
import { type Bus, describeMistake, type SessionInput, start } from '../index.js';
import { tell } from './tell.js';

/** The configuration cannot be followed; why is told already. */
export class RefusedConfiguration extends Error {
  override readonly name = 'RefusedConfiguration';
}

/** The sessions are those of other programs, so they end without a record of ours; and the command tells losses in its own words. */
const ownConfig = { session_receipts: false, quiet: true };

/** Starts the bus; `facts` name the program that the session is of. Throws `RefusedConfiguration`. */
export async function startBus(configFile: string | undefined, facts: SessionInput): Promise<Bus> {
  let isSetUp = true;
  const bus = start({
    service: serviceOf(facts),
    strict: true,
    config: ownConfig,
    ...(configFile !== undefined && { configFile }),
  });
  bus.on('fault', ({ source, place, message }) => {
    if (place === 'setup') isSetUp = false;
    // Mistakes and unknown names are told elsewhere.
    if (source !== 'configuration' && source !== 'host') tell(`${source} (${place}): ${message}`);
  });
  const sinks = await bus.ready.then(
    (readiness) => readiness.sinks,
    () => undefined,
  );
  if (sinks === undefined || (sinks.length === 0 && !isSetUp)) {
    for (const mistake of bus.describe().mistakes) tell(describeMistake(mistake));
    await bus.close(0);
    throw new RefusedConfiguration();
  }
  if (sinks.length === 0) tell('no destination is configured: the events go nowhere; see --config');
  return bus;
}

/** Facts come from a file or a stream, so their types are not to be trusted. */
function serviceOf({ originator: name, 'app.version': version }: SessionInput) {
  return { ...(isName(name) && { name }), ...(isName(version) && { version }) };
}

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';
