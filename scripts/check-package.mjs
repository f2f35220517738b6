/** Checks the packed package as a stranger would meet it: every door opens, the command runs, the schema for editors is there, and a plugin leaves its bundle. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'codexotel-package-'));

function run(command, args, cwd = folder) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status === 0) return stdout;
  process.stderr.write(`${stdout}${stderr}\ncheck-package: ${command} ${args.join(' ')} failed\n`);
  process.exit(1);
}

/** The packages of this checkout, as if they were installed beside the packed one. */
function linkDependencies(modules) {
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.')) symlinkSync(join(root, 'node_modules', name), join(modules, name));
  }
}

const [{ filename }] = JSON.parse(run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root));
const modules = join(folder, 'node_modules');
mkdirSync(join(modules, 'codexotel'), { recursive: true });
run('tar', ['-xzf', filename, '-C', join(modules, 'codexotel'), '--strip-components=1']);
linkDependencies(modules);

const plugins = readdirSync(join(root, 'plugins')).map((name) => `codexotel/plugins/${name}`);
const doors = ['codexotel', 'codexotel/core', 'codexotel/testing', ...plugins];
run(process.execPath, ['--input-type=module', '-e', `await Promise.all(${JSON.stringify(doors)}.map((door) => import(door)))`]);
run(process.execPath, ['-e', `JSON.parse(fs.readFileSync(require.resolve('codexotel/schema.json')))`]);
run(process.execPath, [join(modules, 'codexotel/dist/cli/codexotel.js'), '--help']);
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${doors.length + 2} doors of the package open\n`);
