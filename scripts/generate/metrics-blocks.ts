/** The tables of docs/metrics.md, made of what the sources go by. */
import { metricNames } from '../../core/metrics/names.js';
import { sessionMetrics } from '../../core/metrics/session-metrics.js';
import { droppedByCodex } from '../../plugins/statsig/drop-list.js';
import { code, toTable } from './markdown.js';

/** By the name of the block. */
export const makeMetricsBlocks = (): Readonly<Record<string, string>> => ({
  'session-metrics': toTable(
    ['metric', 'kind', 'from the event', 'value', 'own tags'],
    Object.entries(sessionMetrics).flatMap(([event, metrics]) =>
      metrics.map(({ name, kind, from, tags }) => [
        code(name),
        kind,
        code(event),
        kind === 'counter' ? '1' : code(from),
        tags.map(([tag]) => code(tag)).join(', '),
      ]),
    ),
  ),
  'metric-names': toTable(
    ['`metricNames`', 'metric'],
    Object.entries(metricNames).map(([key, name]) => [code(key), code(name)]),
  ),
  'drop-list': droppedByCodex.map((name) => `* ${code(name)}`).join('\n'),
});
