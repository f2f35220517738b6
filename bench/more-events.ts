/** Seven more kinds of events, for the run in which the kinds take turns. */
import { facts, type Sample, toolResult } from './sample-events.js';

/** What is emitted, and the same for the raw SDK with the session's facts written out before it. */
const both = (name: string, emit: Sample['emit'], attributes: Sample['attributes']): Sample => ({ name, emit, attributes });
