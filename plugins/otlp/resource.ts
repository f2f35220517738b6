/** Who reports: the resource of the bus, asked when the first batch leaves, and the name of this host. */
import { hostname } from 'node:os';
import type { Attributes, AttributeValue } from '@opentelemetry/api';
import { describeSystem, type FieldValue } from '../../core/index.js';

type ResourceFields = Readonly<Record<string, FieldValue>>;

/**
 * The resource attributes of log records, `host.name` last unless the bus says its own; only logs carry it, as in Codex.
 *
 * @param readHostName gives the host's name; blank or failing, it is left out
 */
export function logResourceOf(fields: ResourceFields, readHostName: () => string = hostname): Attributes {
  const attributes = traceResourceOf(fields);
  const host = attributes['host.name'] ?? trimmedName(readHostName);
  if (host !== undefined) attributes['host.name'] = host;
  return attributes;
}

/** The resource attributes of spans: what the bus says, and nothing of this host. */
export function traceResourceOf(fields: ResourceFields): Attributes {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toAttributeValue(value)]));
}

/** The resource attributes of metrics: those of spans, and the operating system, as in Codex. */
export function metricResourceOf(fields: ResourceFields): Attributes {
  return { ...describeSystem(), ...traceResourceOf(fields) };
}

function trimmedName(readHostName: () => string): string | undefined {
  try {
    return readHostName().trim() || undefined;
  } catch {
    return undefined;
  }
}

/** A resource holds no structures; should the bus say one, it travels as JSON. */
const toAttributeValue = (value: FieldValue): AttributeValue =>
  typeof value === 'object' ? JSON.stringify(value) : value;
