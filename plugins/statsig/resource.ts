/** What the metrics say of their source: the service and its system, and nothing else that the bus may know. */
import type { FieldValue } from '../../core/index.js';

/** Resource attributes that leave; a host name, or what `OTEL_RESOURCE_ATTRIBUTES` holds, is none of a vendor's business. */
const resourceNames = ['service.name', 'service.version', 'env', 'os', 'os_version'] as const;

/** The resource of the metrics; `system` fills in what the bus does not say. */
export function metricResource(
  known: Readonly<Record<string, FieldValue>>,
  system: Readonly<Record<string, string>>,
): Record<string, string> {
  const resource: Record<string, string> = {};
  for (const name of resourceNames) {
    const value = known[name] ?? system[name];
    if (typeof value === 'string' && value !== '') resource[name] = value;
  }
  return resource;
}
