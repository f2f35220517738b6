/** The test kit: `codexotel/testing`, for authors of plugins and hosts. */
export { checkPlugin } from './check-plugin.js';
export { type FixedClock, fixedClock } from './clock.js';
export { type MemorySink, memorySink } from './memory-sink.js';
export * from './receiver/index.js';
export { type TestBus, type TestBusOptions, testBus } from './test-bus.js';
