/** Cleans texts that are part of no event: resource attributes, names of spans, facts for bug reports. Fails closed. */
import { withheldText } from './catalogue/withheld.js';
import type { EmitLedger } from './delivery/ledger.js';
import { type Guard, kindOf } from './guard.js';
import type { Installed } from './install.js';

/** What it works with. */
export interface TextCleanerParts {
  /** Each that has the step `redactText` is asked, in their order. */
  readonly installed: readonly Installed[];
  /** Something that redacts could not be set up: every text is withheld. */
  readonly isUnsafe: boolean;
  readonly ledger: EmitLedger;
  readonly guard: Guard;
}

/** Cleans by the plugins of one configuration. */
export class TextCleaner {
  constructor(private readonly parts: TextCleanerParts) {}

  /** A plugin that cannot clean the text withholds it. */
  clean(text: string): string {
    const { installed, isUnsafe, ledger, guard } = this.parts;
    if (isUnsafe) return withheldText;
    try {
      return installed.reduce((cleaned, { steps }) => checkText(steps.redactText?.(cleaned) ?? cleaned), text);
    } catch (thrown) {
      ledger.alter('withheld');
      guard.mishap('bus', 'redact', `a text was withheld (${kindOf(thrown)})`, thrown);
      return withheldText;
    }
  }

  /** Names, and the values that are texts. */
  cleanAll<Value>(attributes: Readonly<Record<string, Value>>): Readonly<Record<string, Value | string>> {
    const cleaned = Object.entries(attributes).map(([name, value]) => [
      this.clean(name),
      typeof value === 'string' ? this.#cleanNamed(name, value) : value,
    ]);
    return Object.fromEntries(cleaned);
  }

  /** A value may be a secret by its name alone. */
  #cleanNamed(name: string, value: string): string {
    const cleaned = this.clean(value);
    if (cleaned !== value) return cleaned;
    const pair = `${name}="${value}"`;
    const cleanedPair = this.clean(pair);
    return cleanedPair === pair || this.clean(name) !== name ? value : placeholderIn(cleanedPair);
  }
}

const placeholderIn = (text: string): string => /\[REDACTED[^\]]{0,128}\]/.exec(text)?.[0] ?? withheldText;

/** What a plugin gives for a text may be anything; only a text can be measured, and sent. */
function checkText(given: unknown): string {
  if (typeof given === 'string') return given;
  throw new TypeError('no text');
}
