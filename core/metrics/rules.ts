/** What a metric, a tag and an increment must be, and what is said of one that is not: the rules of Codex, and its words. */
import { CodexotelError } from '../errors.js';

/** The kinds of mistakes that a client knows, by the names of Codex. */
export type MetricsMistake =
  | 'EmptyMetricName'
  | 'InvalidMetricName'
  | 'EmptyTagComponent'
  | 'InvalidTagComponent'
  | 'InvalidValue'
  | 'NegativeCounterIncrement'
  | 'ExporterDisabled'
  | 'InvalidConfig'
  | 'ProviderShutdown'
  | 'RuntimeSnapshotUnavailable';

/** A metric that could not be recorded. Unlike Codex's, the text holds no value, only the name of a metric that is well-formed. */
export class MetricsError extends CodexotelError {
  override readonly name = 'MetricsError';

  constructor(
    readonly kind: MetricsMistake,
    message: string,
  ) {
    super('ERR_METRICS', message);
  }
}

const legalName = /^[A-Za-z0-9._-]+$/;
const legalTag = /^[A-Za-z0-9._/-]+$/;

/** Whether a text can be the key or the value of a tag. */
export const isLegalTag = (text: string): boolean => legalTag.test(text);

/** Throws `MetricsError` unless the name is not empty and of ASCII letters, digits, `.`, `_` and `-`. */
export function checkMetricName(name: unknown): asserts name is string {
  if (name === '') throw new MetricsError('EmptyMetricName', 'metric name cannot be empty; write one');
  if (typeof name !== 'string' || !legalName.test(name))
    throw new MetricsError(
      'InvalidMetricName',
      'metric name contains invalid characters; use letters, digits, ".", "_" and "-"',
    );
}

/** Throws `MetricsError` unless key and value are not empty and of ASCII letters, digits, `.`, `_`, `/` and `-`. */
export function checkTag(key: unknown, value: unknown): void {
  checkComponent('tag key', key);
  checkComponent('tag value', value);
}

function checkComponent(label: string, text: unknown): void {
  if (text === '') throw new MetricsError('EmptyTagComponent', `${label} cannot be empty; leave the tag out`);
  if (typeof text !== 'string' || !legalTag.test(text))
    throw new MetricsError(
      'InvalidTagComponent',
      `${label} contains invalid characters; use letters, digits, ".", "_", "/" and "-", or sanitizeMetricTagValue`,
    );
}

/** Throws `MetricsError` unless it is a whole number from 0. */
export function checkIncrement(name: string, increment: unknown): asserts increment is number {
  if (typeof increment === 'number' && increment < 0)
    throw new MetricsError(
      'NegativeCounterIncrement',
      `counter increment must be non-negative for ${name}; use a gauge for what may shrink`,
    );
  if (!Number.isSafeInteger(increment))
    throw new MetricsError('InvalidValue', `counter increment must be a whole number for ${name}`);
}

/** Throws `MetricsError` unless it is a finite number from 0: by OpenTelemetry's data model the sum of a histogram only grows. */
export function checkAmount(name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
    throw new MetricsError('InvalidValue', `the value must be a finite number from 0 for ${name}`);
}

/** Throws `MetricsError` unless it is a text: what waits at a sink is measured by the length of its texts. */
export function checkDescription(name: string, description: unknown): asserts description is string {
  if (typeof description !== 'string')
    throw new MetricsError('InvalidValue', `the description must be a text for ${name}; leave it out`);
}
