/**
 * A host program with an environment that is meant for others: it delivers one batch, and prints what of OpenTelemetry was
 * loaded before and after.
 */
import { createRequire } from 'node:module';
import { deadlineIn } from '../../../core/index.js';
import { turns } from './points.js';
import { sinkTo } from './set-up.js';

const { cache } = createRequire(import.meta.url);
const countLoaded = () => Object.keys(cache).filter((path) => path.includes('@opentelemetry')).length;

const sink = await sinkTo(process.env.DESTINATION ?? '');
const before = countLoaded();
const outcome = await sink.attempt([turns()], deadlineIn(5_000));
const after = countLoaded();
await sink.close?.();
process.stdout.write(JSON.stringify({ before, after, outcome }), () => process.exit());
