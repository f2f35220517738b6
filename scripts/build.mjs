/** Builds the package: types and tested modules by tsc, and what is shipped as few bundles, since each file costs at start. */
import { readdirSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Not bundled: large, and loaded only when a sink or a file asks for them. */
const external = ['cosmiconfig', '@opentelemetry/*', '@grpc/*', '@bufbuild/*'];

for (const folder of ['build', 'dist']) rmSync(`${root}${folder}`, { recursive: true, force: true });
const tsc = spawnSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.json'], { cwd: root, stdio: 'inherit' });
if (tsc.status !== 0) process.exit(tsc.status ?? 1);
for (const folder of ['test', 'bench', 'faults', 'examples', 'scripts']) rmSync(`${root}dist/${folder}`, { recursive: true, force: true });

const { build } = await import('esbuild');
const plugins = readdirSync(`${root}plugins`).map((name) => `plugins/${name}/index.ts`);
await build({
  absWorkingDir: root,
  entryPoints: ['index.ts', 'core/index.ts', 'core/testing/index.ts', 'cli/codexotel.ts', ...plugins],
  outbase: '.',
  outdir: 'dist',
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  mainFields: ['module', 'main'],
  external,
  sourcemap: true,
  sourcesContent: false,
  minifyWhitespace: true,
  // A bundled CommonJS package asks for Node's own modules only; createRequire would load more than it needs.
  banner: { js: 'const require = (id) => process.getBuiltinModule(id);' },
  logLevel: 'warning',
});
