/** How much a span may hold, by the standard variables. */
import type { SpanLimits } from '../../core/index.js';

/** The variables of each limit, the stronger first, and what holds without them. */
const rows: ReadonlyArray<readonly [keyof SpanLimits, readonly string[], number]> = [
  ['maxEvents', ['OTEL_SPAN_EVENT_COUNT_LIMIT'], 128],
  ['maxAttributes', ['OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT', 'OTEL_ATTRIBUTE_COUNT_LIMIT'], 128],
  ['maxLinks', ['OTEL_SPAN_LINK_COUNT_LIMIT'], 128],
  ['maxEventAttributes', ['OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT'], 128],
  [
    'maxValueLength',
    ['OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT', 'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT'],
    Number.POSITIVE_INFINITY,
  ],
];

/** Reads the limits; a variable that holds no whole number from 0 is reported, and says nothing. */
export function readSpanLimits(
  env: Readonly<Record<string, string | undefined>>,
  report: (message: string) => void,
): SpanLimits {
  const read = (variable: string): number | undefined => {
    const text = env[variable]?.trim() ?? '';
    if (text === '') return undefined;
    if (/^\d{1,9}$/.test(text)) return Number(text);
    report(`otlp: ${variable} must be a whole number from 0; it is ignored`);
    return undefined;
  };
  const limits = rows.map(([limit, variables, byDefault]) => {
    const said = variables.map(read).find((value) => value !== undefined);
    return [limit, said ?? byDefault] as const;
  });
  return Object.fromEntries(limits) as Readonly<Record<keyof SpanLimits, number>>;
}
