/** `statsig`: the metrics of a bus for Statsig, as OTLP metrics over HTTP and JSON. */
import * as v from 'valibot';
import { definePlugin, describeSystem, proxyFor, proxyRules } from '../../core/index.js';
import { droppedByCodex } from './drop-list.js';
import { metricResource } from './resource.js';
import { createMetricsSink } from './sink.js';

const defaultEndpoint = 'https://api.statsig.com/otlp/v1/metrics';
const keyVariable = 'STATSIG_SERVER_SDK_SECRET';

/** What a key may consist of, so that it can stand in a header. */
const legalKey = /^[\x21-\x7e]+$/;

const options = v.strictObject({
  key: v.optional(
    v.pipe(
      v.string(),
      v.regex(legalKey),
      v.description(
        'The server secret key of the Statsig project. Without it: the variable `STATSIG_SERVER_SDK_SECRET`.',
      ),
    ),
  ),
  endpoint: v.optional(
    v.pipe(
      v.string(),
      v.check(isPlainUrl),
      v.metadata({ pattern: '^[Hh][Tt][Tt][Pp][Ss]?:' }),
      v.description('Where the metrics go: an `http` or `https` URL without credentials.'),
    ),
    defaultEndpoint,
  ),
  proxy: v.optional(
    v.pipe(
      v.string(proxyRules.http.words),
      v.metadata({ pattern: proxyRules.http.pattern }),
      v.check(proxyRules.http.isFit, proxyRules.http.words),
      v.description('The URL of an http or https proxy, or `none`; without it: what the environment says.'),
    ),
  ),
  drop: v.optional(
    v.pipe(v.array(v.string()), v.description('Names of metrics that are not sent. The default is the list of Codex.')),
    () => [...droppedByCodex],
  ),
});

/** The options of `plugins.statsig`, complete. */
export type StatsigOptions = v.InferOutput<typeof options>;

/**
 * The plugin, chosen by `metrics_exporter: statsig`. Its sink is `statsig.metrics`: all metrics but those of the drop list, as
 * deltas. The key travels in the header `statsig-api-key`; without a key the plugin is off and says so once.
 */
export const statsig = definePlugin<StatsigOptions>({
  name: 'statsig',
  options,
  setup({ options: { key: givenKey, endpoint, proxy: said, drop }, env, now, report, mistake, resource }) {
    const key = givenKey ?? env[keyVariable];
    if (!key) {
      report(`off, because there is no key; set ${keyVariable}, or plugins.statsig.key`);
      return {};
    }
    if (!legalKey.test(key)) {
      report(`off, because the key in ${keyVariable} cannot stand in a header; set it to the server secret key alone`);
      return {};
    }
    const proxy = proxyFor(endpoint, env, said);
    if (proxy.kind === 'invalid') {
      mistake(
        'cannot be used: the environment names a proxy that is no http or https URL',
        'correct HTTPS_PROXY, or write proxy: none; nothing goes to Statsig',
      );
      return {};
    }
    const { host } = new URL(endpoint);
    const path = endpoint === defaultEndpoint ? new URL(endpoint).pathname : '';
    return {
      sinks: {
        metrics: createMetricsSink({
          url: endpoint,
          headers: { 'statsig-api-key': key },
          proxy: proxy.kind === 'proxy' ? proxy.url : undefined,
          drop,
          resource: () => metricResource(resource(), describeSystem()),
          now,
          description: `OTLP/HTTP JSON, delta, to ${host}${path}`,
        }),
      },
    };
  },
});

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '';
}
