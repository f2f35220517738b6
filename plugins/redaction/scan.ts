/** The scanner: one test over a text, and only where an anchor was found a closer look; its cost per character is bounded. */
import { type Rule, type Span, spanOf } from './rules.js';

/** Cleans one text. Gives back the same text when there is nothing to hide. */
export type Scan = (text: string) => string;

/** Longer than every beginning of an anchor, so that one at the end of what is taken away is still seen. */
const lookBack = 64;

const placeholder = /\[REDACTED(?::[a-z-]+)?\]/y;

/** Whether a text is nothing but what stands in the place of a secret or of a masked field. */
export const isPlaceholder = (text: string): boolean => isHidden(text, { start: 0, end: text.length });

/** Prepares a scanner: compiles the anchors of the rules into one expression for the test and one that tells them apart. */
export function prepareScan(rules: readonly Rule[]): Scan {
  const anyAnchor = new RegExp(rules.map(({ anchor }) => anchor).join('|'));
  const eachAnchor = new RegExp(rules.map(({ anchor }) => `(${anchor})`).join('|'), 'g');
  const shaped = rules.flatMap((rule) => (rule.shape ? [{ rule, shape: rule.shape }] : []));
  return (text) => (anyAnchor.test(text) ? replaceSecrets(text) : text);

  /** Goes from anchor to anchor. The end of one secret may name the next, as in `secret: password: …`, so it is looked at again. */
  function replaceSecrets(text: string): string {
    let cleaned = '';
    let copied = 0;
    eachAnchor.lastIndex = 0;
    for (let match = eachAnchor.exec(text); match; match = eachAnchor.exec(text)) {
      const end = eachAnchor.lastIndex;
      eachAnchor.lastIndex = match.index + 1;
      const rule = rules[match.indexOf(match[0], 1) - 1];
      const span = end < copied ? undefined : rule?.confirm(text, match.index, end);
      if (!rule || !span || span.end <= copied || isHidden(text, span)) continue;
      cleaned += `${text.slice(copied, Math.max(copied, span.start))}[REDACTED:${kindOf(rule, text, span).name}]`;
      copied = span.end;
      eachAnchor.lastIndex = Math.max(match.index + 1, copied - lookBack);
    }
    return copied === 0 ? text : cleaned + text.slice(copied);
  }

  function kindOf(found: Rule, text: string, span: Span): Rule {
    return shaped.find(({ shape }) => spanOf(shape, text, span.start)?.end === span.end)?.rule ?? found;
  }
}

/** Whether a placeholder stands there already, so that what is clean stays as it is. */
const isHidden = (text: string, span: Span): boolean => spanOf(placeholder, text, span.start)?.end === span.end;
