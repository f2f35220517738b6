/** For subsystems that speak OpenTelemetry: providers whose records become events of the bus. Nothing global is touched. */
export { createLoggerProvider } from './logger-provider.js';
export { createTracerProvider } from './tracer-provider.js';
