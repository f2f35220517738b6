/** A metrics client of its own that sends by OTLP: a bus of nothing but metrics stands behind it. */
import type { Bus } from './bus.js';
import type { EventMap } from './catalogue/define.js';
import { type Environment, readEnvironment } from './config/env.js';
import type { Receipt } from './delivery/ledger.js';
import { backendOf } from './metrics/client.js';
import { MetricsConfig } from './metrics/config.js';
import type { Temporality } from './metrics/point.js';
import type { MetricsError } from './metrics/rules.js';
import { type OtelSettings, withoutFiles } from './otel-provider.js';
import type { StartOptions } from './start.js';

/** The settings of Codex's client, by the names of its `OtelSettings`. */
export interface OtlpMetricsSettings extends Pick<OtelSettings, 'environment' | 'service_name' | 'service_version'> {
  /** As in an rc file; `statsig` needs the variable `STATSIG_SERVER_SDK_SECRET`. */
  readonly exporter: NonNullable<OtelSettings['metrics_exporter']>;
  /** Whether points tell of the time since those before, or of all time; default `delta`. */
  readonly temporality?: Temporality;
  /** Default: that of the process. */
  readonly env?: Environment;
}

/** Starts a bus. */
type Start = (options: StartOptions<EventMap>) => Pick<Bus<EventMap>, 'metrics' | 'close' | 'flush'>;

/** Makes the configuration. A mistake in the settings is told as those of `start({ config })`: nothing leaves, and `shutdown` says so. */
export function otlpMetricsConfig(settings: OtlpMetricsSettings, start: Start): MetricsConfig {
  const { exporter, environment, service_name: name, service_version: version, temporality } = settings;
  const said = settings.env ?? readEnvironment();
  return new MetricsConfig(({ tags, exportIntervalMs, hasRuntimeReader }) => {
    const preference = temporality && { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality };
    const bus = start({
      service: { name, version },
      config: {
        otel: {
          exporter: 'none',
          trace_exporter: 'none',
          metrics_exporter: exporter,
          ...(environment !== undefined && { environment }),
        },
      },
      env: { ...withoutFiles(said), ...preference },
      programFile: '',
      workingDirectory: '',
      metrics: { hasRuntimeReader, ...(exportIntervalMs !== undefined && { exportIntervalMs }) },
    });
    const isOut = ({ sinks }: Receipt): boolean => {
      const points = Object.values(sinks).filter(({ unit }) => unit === 'point');
      return points.length > 0 && points.every(({ accepted, delivered }) => accepted === delivered);
    };
    let isOver = false;
    const { isOn, ...backend } = backendOf(bus.metrics);
    return {
      ...backend,
      defaultTags: tags,
      isOn: () => !isOver && isOn(),
      refuse(mistake: MetricsError): void {
        throw mistake;
      },
      flush: async (timeoutMs) => isOut(await bus.flush(timeoutMs)),
      shutdown: async (timeoutMs) => {
        isOver = true;
        return isOut(await bus.close(timeoutMs));
      },
    };
  });
}
