/** Sets up what is missing: the packages of the lock file, and the built project. Needs only Node and npm. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
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
process.stderr.write('setup: building …\n');
run('the build', process.execPath, [`${root}scripts/build.mjs`]);
