/** The scan of a text, against twelve calls of `replace` with the patterns that everybody copies; and that floods cost no more a character. */
import { cleanText } from 'codexotel/plugins/redaction';
import type { Benchmark, Form } from './figure.js';
import { measureInTurn } from './rounds.js';

const extents = {
  full: { rounds: 15, warmUpRounds: 15, callsPerRound: 2_000 },
  smoke: { rounds: 2, warmUpRounds: 1, callsPerRound: 64 },
} as const satisfies Record<Form, unknown>;

/** As published by the vendors and by secret scanners, for the same kinds of secrets that the set `default` knows by such a pattern. */
const patterns: readonly RegExp[] = [
  /\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,}/g,
  /\bsk-ant-[a-z]+\d{2}-[A-Za-z0-9_-]{80,}/g,
  /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{82})/g,
  /\bgl(?:pat|ptt|dt|rt|cbt|ft|soat|agent|imt|oas)-[A-Za-z0-9_-]{20,}/g,
  /\bxox[abeoprs]-(?:[A-Za-z0-9]+-?){1,8}/g,
  /\b(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g,
  /\bAIza[\w-]{35}/g,
  /[A-Za-z0-9_~.]{3}\dQ~[A-Za-z0-9_~.-]{31,34}/g,
  /\b[rs]k_(?:live|test|prod)_[A-Za-z0-9]{10,99}/g,
  /\bnpm_[A-Za-z0-9]{36}\b/g,
  /\b(?:bearer|basic)[ \t]+[A-Za-z0-9._~+/-]{16,}=*/gi,
  /(?:(?:api|access|private|secret)[_-]?key|token|secret|passw(?:or)?d)["']?\s*[:=]\s*["']?[^\s"']{8,}/gi,
];

const textLength = 2_000;
/** What a tool prints, with a number that makes each text another one. */
const piece = (n: number): string =>
  `src/main.ts:${n}: export function openSession(id: string): Session {\n  const found = sessions.get(id);\n` +
  `  if (!found) throw new Error(\`there is no session \${id}\`);\n  return found;\n}\n` +
  `2026-01-02T10:00:0${n % 10}Z INFO request ${n} finished in ${n % 97} ms, status=200 path=/v1/items\n` +
  'The worker reads its settings once, when it starts; what changes later is seen at the next start only.\n';

/** Texts without a secret, or with one in the middle. */
function textsWith(secret: string): readonly string[] {
  return Array.from({ length: 64 }, (_, n) => {
    const text = Array.from({ length: 8 }, (_, at) => piece(n * 8 + at))
      .join('')
      .slice(0, textLength);
    const middle = textLength / 2;
    return Buffer.from(text.slice(0, middle) + secret + text.slice(middle + secret.length)).toString();
  });
}

function replaceAll(text: string): string {
  let cleaned = text;
  for (const pattern of patterns) cleaned = cleaned.replace(pattern, '[REDACTED]');
  return cleaned;
}

function clean(texts: readonly string[], times: number, by: (text: string) => string): number {
  let changed = 0;
  for (let n = 0; n < times; n++) if (by(texts[n % texts.length] ?? '') !== texts[n % texts.length]) changed++;
  return changed;
}

/** Prepares the comparison with `replace`. */
export const benchmarkScan =
  (name: string, hasSecret: boolean, limit: number): Benchmark =>
  async (form) => {
    const texts = textsWith(hasSecret ? ` ${'sk'}-proj-0123456789abcdefghijABCDEFGHIJ ` : '');
    const { callsPerRound, ...extent } = extents[form];
    const run = (by: (text: string) => string) => (): number => {
      const changed = clean(texts, callsPerRound, by);
      if (changed !== (hasSecret ? callsPerRound : 0))
        throw new Error(`bench: ${changed} of ${callsPerRound} texts were changed`);
      return callsPerRound;
    };
    const fastest = await measureInTurn(run(cleanText), run(replaceAll), extent);
    return { name, ...fastest, unit: 'ns', comparedBy: 'ratio', limit };
  };

const floodLength = 80_000;

/** Prepares the comparison of a flood of 80 kB with one of 2 kB, both for each 2 kB. */
export const benchmarkFlood =
  (beginning: string, limit: number): Benchmark =>
  async (form) => {
    const flood = (length: number): string =>
      Buffer.from(beginning.repeat(Math.ceil(length / beginning.length)).slice(0, length)).toString();
    const [long, short] = [flood(floodLength), flood(textLength)];
    const callsPerRound = extents[form].callsPerRound / 4;
    const { rounds, warmUpRounds } = extents[form];
    const times = floodLength / textLength;
    const ours = (): number => {
      for (let n = 0; n < callsPerRound; n += times) cleanText(long);
      return Math.ceil(callsPerRound / times) * times;
    };
    const reference = (): number => {
      for (let n = 0; n < callsPerRound; n++) cleanText(short);
      return callsPerRound;
    };
    const fastest = await measureInTurn(ours, reference, { rounds, warmUpRounds });
    return { name: `redact, 2 of 80 kB of ${beginning}`, ...fastest, unit: 'ns', comparedBy: 'ratio', limit };
  };
