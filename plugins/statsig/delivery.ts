/** Metric data on its way: the stock metric exporter in front, our own delivery as its delegate, one POST an attempt. */
import type { OTLPMetricExporterBase } from '@opentelemetry/exporter-metrics-otlp-http';
import type { IOtlpExportDelegate } from '@opentelemetry/otlp-exporter-base';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { type createPoster, type Deadline, type Outcome, outcomeOfHttp } from '../../core/index.js';
import { acknowledgeJson } from '../otlp/index.js';
import type { OpenTelemetry } from './opentelemetry.js';

/** What carries the bytes. */
export type Poster = Pick<ReturnType<typeof createPoster>, 'post'>;

/** The way of metric data to the destination. */
export interface MetricDelivery {
  /** Knows the temporality of the data; its `export` goes through our delegate. */
  readonly exporter: OTLPMetricExporterBase;
  /** Tries once. */
  deliver(metrics: ResourceMetrics, deadline: Deadline): Promise<Outcome>;
}

interface Attempt {
  readonly deadline: Deadline;
  outcome?: Outcome;
}

/**
 * Builds the exporter without its stock transport: that one would add `OTEL_EXPORTER_OTLP_HEADERS` of the environment to
 * our headers and so hand the user's collector token to Statsig. The temporality is given too, so that nothing of the
 * environment is asked.
 */
export function createMetricDelivery(otel: OpenTelemetry, poster: Poster, now: () => number): MetricDelivery {
  const attempts = new WeakMap<ResourceMetrics, Attempt>();

  const delegate: IOtlpExportDelegate<ResourceMetrics> = {
    export(metrics, done) {
      const attempt = attempts.get(metrics);
      if (!attempt) return done({ code: otel.ExportResultCode.FAILED });
      postMetrics(otel, poster, metrics, attempt.deadline, now).then(
        (outcome) => {
          attempt.outcome = outcome;
          done({ code: outcome.kind === 'acked' ? otel.ExportResultCode.SUCCESS : otel.ExportResultCode.FAILED });
        },
        (error: Error) => done({ code: otel.ExportResultCode.FAILED, error }),
      );
    },
    forceFlush: () => Promise.resolve(),
    shutdown: () => Promise.resolve(),
    setMetrics: () => undefined,
  };
  const exporter = new otel.OTLPMetricExporterBase(delegate, {
    temporalityPreference: otel.AggregationTemporalityPreference.DELTA,
  });

  return {
    exporter,
    deliver: (metrics, deadline) =>
      new Promise((resolve, reject) => {
        const attempt: Attempt = { deadline };
        attempts.set(metrics, attempt);
        exporter.export(metrics, ({ error }) => {
          if (attempt.outcome) resolve(attempt.outcome);
          else reject(error ?? new Error('statsig: the metric exporter ended an attempt without an outcome'));
        });
      }),
  };
}

/** One POST. */
async function postMetrics(
  otel: OpenTelemetry,
  poster: Poster,
  metrics: ResourceMetrics,
  deadline: Deadline,
  now: () => number,
): Promise<Outcome> {
  const body = otel.JsonMetricsSerializer.serializeRequest(metrics);
  if (!body) throw new Error('statsig: the metrics could not be serialised');
  const answer = await poster.post(body, 'application/json', deadline);
  if (!('status' in answer)) return answer;
  const outcome = outcomeOfHttp(answer.status, answer.headers, now);
  return outcome.kind === 'acked' ? acknowledgeJson('metrics', answer, countPoints(metrics), saysSuccess) : outcome;
}

/** The word of Statsig's other endpoints. */
const saysSuccess = ({ success }: Readonly<Record<string, unknown>>): boolean => success === true;

const countPoints = ({ scopeMetrics }: ResourceMetrics): number =>
  scopeMetrics.flatMap((scope) => scope.metrics).reduce((sum, { dataPoints }) => sum + dataPoints.length, 0);
