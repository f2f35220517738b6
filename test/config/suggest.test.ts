import assert from 'node:assert/strict';
import { suggest } from '../../core/config/suggest.js';

describe('suggest', () => {
  const known = ['exporter', 'trace_exporter', 'log_user_prompt', 'otlp-http', 'otel'];

  const typed: ReadonlyArray<[word: string, meant: string | undefined]> = [
    ['exporer', 'exporter'],
    ['exporters', 'exporter'],
    ['exproter', 'exporter'],
    ['logUserPrompt', 'log_user_prompt'],
    ['LOG-USER-PROMPT', 'log_user_prompt'],
    ['otlp_http', 'otlp-http'],
    ['otl', 'otel'],
    ['sampler', undefined],
    ['x', undefined],
    ['', undefined],
    ['e'.repeat(1_000_000), undefined],
  ];

  for (const [word, meant] of typed) {
    it(`answers ${meant ?? 'nothing'} to ${word.length > 20 ? 'a very long word' : JSON.stringify(word)}`, () => {
      assert.equal(suggest(word, known), meant);
    });
  }
});
