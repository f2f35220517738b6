/** The configuration of the Collector, as it is tested, for the page about it. */
import { readFileSync } from 'node:fs';

/** From build/scripts/generate. */
const file = new URL('../../../examples/collector/collector.yaml', import.meta.url);

/** The blocks of docs/collector.md. */
export const makeCollectorBlocks = (): Readonly<Record<string, string>> => ({
  collector: `\`\`\`yaml\n${readFileSync(file, 'utf8')}\`\`\``,
});
