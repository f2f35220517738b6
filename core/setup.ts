/** What a bus works by: the configuration, what was found wrong in it, and the engine that follows it; a reload replaces all three. */
import type { LoadedConfiguration } from './bus-parts.js';
import { type Candidate, isNeeded } from './candidates.js';
import { withheldText } from './catalogue/withheld.js';
import { prepareConceal } from './config/conceal.js';
import { defaults } from './config/defaults.js';
import type { Environment } from './config/env.js';
import type { Configuration } from './config/schema.js';
import { deadlineIn } from './deadline.js';
import { Engine, type EngineParts } from './engine.js';
import { ConfigError, describeMistake, type Mistake, summarise } from './errors.js';
import { kindOf } from './guard.js';
import { type Installation, type Installed, installPlugins } from './install.js';
import type { ValueLimits } from './normalise.js';
import type { Stderr } from './stderr.js';
import { findUnopenedSinks } from './unopened-sinks.js';
import { freePlugins } from './wind-down.js';

/** What the setup shares with its bus. */
export interface SetupParts extends Omit<EngineParts, 'configuration'> {
  /** Those in force: changed in place, since the lines hold on to them. */
  readonly limits: { -readonly [Limit in keyof ValueLimits]: ValueLimits[Limit] };
  readonly stderr: Stderr;
}

const unreadable = (what: string, thrown: unknown): Mistake => ({
  source: 'codexotel',
  path: '',
  expectation: `could not load ${what} (${kindOf(thrown)})`,
  cure: 'mend the cause, and start or reload again; nothing leaves until then',
});

/** Loads what the owner wants, and builds, replaces and ends the engine. */
export class Setup {
  /** Absent until it was loaded. */
  configuration: Configuration | undefined;
  mistakes: readonly Mistake[] = [];
  notices: readonly Mistake[] = [];
  /** Absent while nobody would see an event. */
  engine: Engine | undefined;
  readonly #parts: SetupParts;
  #env: Environment = {};

  constructor(parts: SetupParts) {
    this.#parts = parts;
  }

  /** Whether a plugin is asked for that is more than passive. */
  get isNeeded(): boolean {
    return this.configuration !== undefined && isNeeded(this.configuration, this.#parts.given.offer);
  }

  /** Finds out what the owner wants. */
  async load(): Promise<void> {
    const loaded = await this.#load();
    this.#follow(loaded);
    this.mistakes = loaded.mistakes;
    this.notices = loaded.notices;
  }

  /** Sets up the first engine. `isWanted` is asked once the plugins are there: a bus closed meanwhile wants none. Never rejects. */
  async build(isWanted: () => boolean): Promise<void> {
    if (!this.configuration) return;
    const installation = await this.#install(this.configuration, this.#env);
    this.mistakes = [...this.mistakes, ...installation.mistakes];
    this.notices = [...this.notices, ...installation.notices];
    const engine = new Engine({ ...this.#parts, configuration: this.configuration }, installation);
    if (!isWanted()) return engine.shutDown();
    this.engine = engine;
    this.#noteUnopenedSinks();
  }

  /** Tells a person and the listeners what was found wrong. Throws `ConfigError` in strict mode. */
  tell(): void {
    const { given, guard, stderr } = this.#parts;
    if (this.notices.length > 0) stderr.tell('notices', summarise(this.notices, 'notices'));
    if (this.mistakes.length === 0) return;
    for (const mistake of this.mistakes) guard.mishap('configuration', 'setup', describeMistake(mistake));
    if (given.isStrict) throw new ConfigError(this.mistakes);
    stderr.tell('mistakes', summarise(this.mistakes, 'mistakes'));
  }

  /**
   * Reads everything again, and goes on by it unless there is a mistake; "off" is obeyed even then. Says whether it was applied.
   * `isHeard`: somebody listens, so that an engine is needed whatever is configured. Never rejects.
   */
  async reload(isHeard: () => boolean, isWanted: () => boolean): Promise<boolean> {
    const loaded = await this.#load();
    this.mistakes = loaded.mistakes;
    this.notices = loaded.notices;
    const { configuration, mistakes } = loaded;
    if (!isWanted()) return false;
    if (!configuration.isEnabled) return this.#end(loaded, 0);
    if (mistakes.length > 0) return false;
    const isIdle = !isHeard() && !isNeeded(configuration, this.#parts.given.offer);
    return isIdle ? this.#end(loaded, configuration.delivery.closeTimeoutMs) : this.#replace(loaded, isWanted);
  }

  /** Nobody would see an event any more: what waits has `graceMs` to leave. */
  #end(loaded: LoadedConfiguration, graceMs: number): true {
    const { engine } = this;
    this.#follow(loaded);
    this.engine = undefined;
    engine?.untap();
    this.#parts.senders.retire(graceMs);
    if (engine) void this.#retire(engine, []);
    return true;
  }

  async #replace(loaded: LoadedConfiguration, isWanted: () => boolean): Promise<boolean> {
    const { engine } = this;
    const { configuration, env } = loaded;
    const running = engine?.installed ?? [];
    const { findUnchanged } = await import('./reuse.js');
    this.#conceal(this.configuration, configuration);
    const installation = await this.#install(configuration, env, findUnchanged(running, this.#env, env));
    const { installed } = installation;
    this.mistakes = [...installation.mistakes, ...this.#findLosses(installation)];
    this.notices = [...this.notices, ...installation.notices];
    if (!isWanted() || this.mistakes.length > 0 || installation.isUnsafe) {
      this.#conceal(this.configuration);
      const fresh = installed.filter((plugin) => !running.includes(plugin));
      await freePlugins(fresh, new Set(), this.#parts.guard);
      return false;
    }
    this.#follow(loaded);
    for (const { plugin } of installed) this.#parts.guard.forgive(plugin.name);
    this.engine = new Engine({ ...this.#parts, configuration }, installation, engine);
    this.#noteUnopenedSinks();
    if (engine) void this.#retire(engine, installed);
    return true;
  }

  /** Where something is wrong, the sinks are shut for a reason that is told already. */
  #noteUnopenedSinks(): void {
    if (!this.configuration || this.mistakes.length > 0) return;
    const open = this.#parts.senders.open.map(({ name }) => name);
    this.notices = [...this.notices, ...findUnopenedSinks(this.configuration, open)];
  }

  /** Plugins that ran, or had a way out open, and could not be set up again: one of them may be who redacts. */
  #findLosses({ installed, troubled, mistakes }: Installation): readonly Mistake[] {
    const names = new Set(installed.flatMap(({ plugin, sinks }) => [plugin.name, ...sinks.map(([name]) => name)]));
    const before = (this.engine?.installed ?? []).map(({ plugin }) => plugin.name);
    const lost = [...before, ...this.#parts.senders.open.map(({ name }) => name)].filter((name) => !names.has(name));
    const isNews = (name: string): boolean =>
      troubled.has(name) && !mistakes.some(({ path }) => `${path}.`.startsWith(`plugins.${name}.`));
    const plugins = new Set(lost.map((name) => name.split('.', 1)[0] ?? '').filter(isNews));
    return [...plugins].map((name) => ({
      source: 'code',
      path: `plugins.${name}`,
      expectation: 'could not be set up again, so that everything stays as it was',
      cure: 'see its fault signals, and reload again',
    }));
  }

  /** A system that is out of files, say, is no reason to throw into the host: nothing is known of what is wanted, so nothing leaves. */
  async #load(): Promise<LoadedConfiguration> {
    try {
      return await this.#parts.given.load();
    } catch (thrown) {
      const mistake = unreadable('the configuration', thrown);
      return { configuration: { ...defaults, isClosed: true }, mistakes: [mistake], notices: [], env: {} };
    }
  }

  async #install(
    configuration: Configuration,
    env: Environment,
    reuse?: (candidate: Candidate) => Installed | undefined,
  ): Promise<Installation> {
    const { given, bus, guard } = this.#parts;
    const { alter } = this.#parts.ledger;
    const shared = {
      env,
      now: given.now,
      alter,
      bus,
      resource: () => this.engine?.resource() ?? {},
      cleanAttributes: (attributes: Readonly<Record<string, string>>) => this.engine?.texts.cleanAll(attributes) ?? {},
      cleanText: (text: string) => this.engine?.texts.clean(text) ?? withheldText,
    };
    try {
      return await installPlugins(configuration, given.offer, shared, guard, reuse);
    } catch (thrown) {
      return {
        installed: [],
        mistakes: [unreadable('the plugins', thrown)],
        isUnsafe: true,
        troubled: new Set(),
        notices: [],
      };
    }
  }

  /** While a configuration may become the next one, the values of both are kept from messages. */
  #conceal(...configurations: ReadonlyArray<Configuration | undefined>): void {
    const variables = new Map(configurations.flatMap((configuration) => [...(configuration?.variables ?? [])]));
    this.#parts.guard.conceal = prepareConceal(variables);
  }

  async #retire(engine: Engine, next: readonly Installed[]): Promise<void> {
    const deadline = deadlineIn(this.configuration?.delivery.closeTimeoutMs ?? 0, { holdsProcess: false });
    await engine.retire(next, deadline);
    deadline.dispose();
  }

  #follow({ configuration, env }: LoadedConfiguration): void {
    this.configuration = configuration;
    this.#env = env;
    this.#conceal(configuration);
    this.#parts.stderr.isQuiet = configuration.isQuiet;
    Object.assign(this.#parts.limits, configuration.limits);
  }
}
