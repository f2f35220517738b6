/** Records the metrics that follow from the events of sessions, under the tags of each; texts are cleaned when they leave. */
import type { Fields, SessionFacts } from '../events.js';
import { lateTag } from './clean.js';
import type { Instrument } from './instrument.js';
import type { Tags } from './point.js';
import type { SessionMetric } from './session-metrics.js';
import { counters, durationDescription, durations } from './sorts.js';
import type { MetricsStore } from './store.js';
import { KnownTags, mergeTags, type TagSet } from './tags.js';

/** Facts of a session that are tags of its metrics. */
const sessionTagNames = [
  'app.version',
  'auth_mode',
  'model',
  'originator',
  'service_name',
  'session_source',
  'user.hash',
] as const;

const none: Tags = Object.freeze({});

export class SessionMeasures {
  readonly #instruments = new Map<SessionMetric, Instrument>();
  readonly #sessions = new WeakMap<SessionFacts, TagSet>();
  readonly #known = new KnownTags();
  #last: SessionFacts | undefined;
  #lastTags: TagSet = { tags: none, name: '' };

  constructor(
    private readonly store: MetricsStore,
    private readonly defaultTags: Tags,
    private readonly hasSessionTags: boolean,
  ) {}

  /** Records what follows from an event. `extra`: tags that the caller wants besides. Throws `MetricsError` for them alone. */
  note(metrics: readonly SessionMetric[], session: SessionFacts, fields: Fields, extra: Tags | undefined): void {
    let rules: SessionMetric['tags'] | undefined;
    let set: TagSet | undefined;
    for (const metric of metrics) {
      if (metric.when && !metric.when(fields)) continue;
      const value = metric.kind === 'counter' ? 1 : durationIn(fields[metric.from]);
      if (value === undefined) continue;
      if (!set || metric.tags !== rules) {
        rules = metric.tags;
        set = this.#setOf(session, rules, fields, extra);
      }
      this.#instrumentOf(metric).add(value, set);
    }
  }

  #setOf(session: SessionFacts, rules: SessionMetric['tags'], fields: Fields, extra: Tags | undefined): TagSet {
    const base = this.#tagsOf(session);
    const walk = this.#known.begin().step('', base.name);
    for (const [name, read] of rules) walk.step(name, read(fields));
    if (extra) for (const name in extra) walk.step(`+${name}`, extra[name]);
    return walk.end(() => merge(base.tags, rules, fields, extra));
  }

  #instrumentOf(metric: SessionMetric): Instrument {
    let instrument = this.#instruments.get(metric);
    if (!instrument) {
      const isCounter = metric.kind === 'counter';
      instrument = this.store.instrument(
        isCounter ? counters : durations,
        metric.name,
        isCounter ? '' : durationDescription,
      );
      this.#instruments.set(metric, instrument);
    }
    return instrument;
  }

  #tagsOf(session: SessionFacts): TagSet {
    if (session === this.#last) return this.#lastTags;
    let found = this.#sessions.get(session);
    if (!found) {
      const tags = { ...this.defaultTags, ...(this.hasSessionTags && sessionTags(session)) };
      found = { tags, name: JSON.stringify(tags) };
      this.#sessions.set(session, found);
    }
    this.#last = session;
    this.#lastTags = found;
    return found;
  }
}

function sessionTags(session: SessionFacts): Tags {
  const tags: Record<string, string> = {};
  for (const name of sessionTagNames) {
    const value = session[name];
    if (typeof value === 'string' && value !== lateTag) tags[name] = value;
    else if (name === 'originator') tags[name] = lateTag;
  }
  return tags;
}

function merge(base: Tags, rules: SessionMetric['tags'], fields: Fields, extra: Tags | undefined): TagSet {
  const own = rules.flatMap(([name, read]) => {
    const value = read(fields);
    return value === undefined || typeof value === 'object' || value === lateTag
      ? []
      : [[name, String(value)] as const];
  });
  return mergeTags({ ...base, ...Object.fromEntries(own) }, extra ?? none);
}

/** Whole milliseconds. */
const durationIn = (value: unknown): number | undefined =>
  typeof value === 'number' && value >= 0 ? Math.floor(value) : undefined;
