/** The files that are made of the sources, with the text that they should have. */
import { readFileSync } from 'node:fs';
import { fillBlocks } from './blocks.js';
import { makeBugReportBlocks } from './bug-report-blocks.js';
import { makeCollectorBlocks } from './collector-blocks.js';
import { makeConfigurationBlocks } from './configuration-blocks.js';
import { makeEventBlocks } from './event-blocks.js';
import { makeJsonSchema } from './json-schema.js';
import { makeMetricsBlocks } from './metrics-blocks.js';
import { makePrivacyBlocks } from './privacy-blocks.js';
import { makeSecurityBlocks } from './security-blocks.js';
import { makeTracesBlocks } from './traces-blocks.js';

/** The folder of the project, from build/scripts/generate. */
export const root = new URL('../../../', import.meta.url);

/** One such file. */
export interface GeneratedFile {
  /** From the project's folder. */
  readonly path: string;
  readonly text: string;
}

/** All of them; what people wrote in a page stays. */
export const generatedFiles = (): readonly GeneratedFile[] => [
  { path: 'schema/codexotelrc.schema.json', text: `${JSON.stringify(makeJsonSchema(), null, 2)}\n` },
  page('docs/configuration.md', makeConfigurationBlocks()),
  page('docs/security.md', makeSecurityBlocks()),
  page('docs/events.md', makeEventBlocks()),
  page('docs/privacy.md', makePrivacyBlocks()),
  page('docs/metrics.md', makeMetricsBlocks()),
  page('docs/traces.md', makeTracesBlocks()),
  page('docs/bug-reports.md', makeBugReportBlocks()),
  page('docs/collector.md', makeCollectorBlocks()),
];

const page = (path: string, blocks: Readonly<Record<string, string>>): GeneratedFile => ({
  path,
  text: fillBlocks(readFileSync(new URL(path, root), 'utf8'), blocks),
});
