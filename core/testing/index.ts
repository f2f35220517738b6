/** The test kit: `codexotel/testing`, for authors of plugins and hosts. */
export { checkPlugin } from './check-plugin.js';
export { fixedClock, type FixedClock } from './clock.js';
export { memorySink, type MemorySink } from './memory-sink.js';
export * from './receiver/index.js';
export { testBus, type TestBus, type TestBusOptions } from './test-bus.js';
