/** Sets of tags: checked, merged and put in order once, and found again by a walk from tag to tag. */
import type { Tags } from './point.js';
import { checkTag } from './rules.js';

/** Some tags, and a text that is the same for the same tags. */
export interface TagSet {
  readonly tags: Tags;
  readonly name: string;
}

/** The tags of a call over others, with the keys in order. Throws `MetricsError` for one of the call that is not legal. */
export function mergeTags(others: Tags, tags: Tags): TagSet {
  for (const [key, value] of Object.entries(tags)) checkTag(key, value);
  const merged = Object.entries({ ...others, ...tags }).sort(([one], [other]) => (one < other ? -1 : 1));
  return { tags: Object.freeze(Object.fromEntries(merged)), name: JSON.stringify(merged) };
}

/** One step of the walk: what was said so far, and what may be said next. */
class Place {
  /** Of what was said so far. */
  set: TagSet | undefined;
  readonly #next = new Map<string, Map<unknown, Place>>();

  find(key: string, value: unknown): Place | undefined {
    return this.#next.get(key)?.get(value);
  }

  open(key: string, value: unknown): Place {
    let values = this.#next.get(key);
    if (!values) {
      values = new Map();
      this.#next.set(key, values);
    }
    const place = new Place();
    values.set(value, place);
    return place;
  }
}

/** Beyond so many places all are forgotten, also those that refused tags led to: with as many, nothing is gained by remembering. */
const maxPlaces = 20_000;

/** Remembers sets by what leads there. Two map look-ups for each tag cost less than to write it into a key. */
export class KnownTags {
  #root = new Place();
  #size = 0;
  #at = this.#root;

  /** Begins a walk. */
  begin(): this {
    if (this.#size > maxPlaces) {
      this.#root = new Place();
      this.#size = 0;
    }
    this.#at = this.#root;
    return this;
  }

  /** Goes on with a tag, or with what a tag will be made of. */
  step(key: string, value: unknown): this {
    const known = this.#at.find(key, value);
    if (known) this.#at = known;
    else {
      this.#size++;
      this.#at = this.#at.open(key, value);
    }
    return this;
  }

  /** The set that the walk leads to; `make` is asked when it is new, and may throw. */
  end(make: () => TagSet): TagSet {
    const place = this.#at;
    place.set ??= make();
    return place.set;
  }

  /** The set of these tags. */
  of(tags: Tags, make: () => TagSet): TagSet {
    this.begin();
    for (const key in tags) this.step(key, tags[key]);
    return this.end(make);
  }
}
