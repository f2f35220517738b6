/** The shortest life of a bus: start, one event, close. Leaves with 1 when the event was not counted. */
import { start } from 'codexotel';

const bus = start({ config: {} });
await bus.ready;
bus.emit('codex.turn_ttft', { duration_ms: 812 });
const { emitted } = await bus.close();
if (emitted !== 1) process.exitCode = 1;
