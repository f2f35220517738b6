/** What a file in or above the working directory may say of a setting, in words. */
import type { Tightening } from '../../core/config/settings.js';

const words: Readonly<Record<Tightening, string>> = {
  never: 'nothing',
  false: '`false`',
  none: '`none`',
  lower: 'a smaller number',
  'fewer-sinks': 'fewer sinks',
  'more-redaction': 'more patterns, and literal rules',
};

/** The words of a rule. */
export const showTightening = (rule: Tightening): string => words[rule];
