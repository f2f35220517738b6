/** Where there is no Collector to test against, that is said plainly and told by the exit code. */
import { equal, match } from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../scripts/collector/index.js', import.meta.url));

describe('the Collector to test against', () => {
  const obtain = (env: Readonly<Record<string, string>>) =>
    spawnSync(process.execPath, [program], { env, encoding: 'utf8' });

  it('is the one that OTELCOL names', () => {
    // Node answers `--version`, too.
    const { status, stdout, stderr } = obtain({ OTELCOL: process.execPath });
    equal(status, 0);
    equal(stdout, `${process.execPath}\n`);
    equal(stderr, '');
  });

  it('is missing, with 2 and the reason, where OTELCOL names none, or nobody has Go', () => {
    const none = obtain({ OTELCOL: '/no/such/program' });
    equal(none.status, 2);
    match(none.stderr, /^collector: OTELCOL names no program that runs\n$/);
    const empty = mkdtempSync(join(tmpdir(), 'codexotel-test-'));
    const alone = obtain({ PATH: empty, XDG_CACHE_HOME: empty, HOME: empty });
    equal(alone.status, 2);
    match(alone.stderr, /^collector: there is no Go toolchain; install one, or set OTELCOL\n$/);
    equal(none.stdout + alone.stdout, '');
  });
});
