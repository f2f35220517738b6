/** For hosts that speak OpenTelemetry: providers whose records become events of the bus, and its books as metrics. Nothing global is touched. */
export { createLoggerProvider } from './logger-provider.js';
export { type ObservedBus, observeBus } from './self-metrics.js';
export { createTracerProvider } from './tracer-provider.js';
