/** `npm run generate`: writes what is made of the sources: the JSON Schema for editors, and the tables of the docs. A test fails where it was forgotten. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { generatedFiles, root } from './files.js';

for (const { path, text } of generatedFiles()) {
  const file = new URL(path, root);
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
  process.stdout.write(`${path}\n`);
}
