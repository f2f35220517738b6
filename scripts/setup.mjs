/** Sets up what is missing: the packages of the lock file, and the compiled project. Needs only Node and npm. */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const timeOf = (path) => (existsSync(root + path) ? statSync(root + path).mtimeMs : 0);

/** Runs a command; its output is only shown when it fails. */
function run(what, command, args) {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: root, encoding: 'utf8', shell: process.platform === 'win32' });
  if (status === 0) return;
  process.stderr.write(`${stdout ?? ''}${stderr ?? ''}\nsetup: ${what} failed\n`);
  process.exit(status ?? 1);
}

if (timeOf('node_modules/.package-lock.json') < timeOf('package-lock.json')) {
  process.stderr.write('setup: installing packages …\n');
  run('npm ci', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
}
process.stderr.write('setup: compiling …\n');
rmSync(`${root}dist`, { recursive: true, force: true });
run('the compiler', process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-p', 'tsconfig.json']);
