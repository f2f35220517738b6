/** The hash of a user: the same for the same user here, another elsewhere, and its salt is nobody else's to read. */
import { equal, match, notEqual, rejects } from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testBus } from '../core/testing/index.js';
import { userHash } from '../core/user-hash.js';

const refused = { code: 'ERR_USER_HASH' };

describe('userHash', () => {
  let folder: string;
  let saltFile: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codexotel-test-'));
    saltFile = join(folder, 'deep', 'salt');
  });

  afterEach(() => rm(folder, { recursive: true }));

  it('is HMAC-SHA-256 with a salt that is drawn once, and only its owner may read', async () => {
    const hash = await userHash('ada', { saltFile });
    match(hash, /^[0-9a-f]{32}$/);
    equal(await userHash('ada', { saltFile }), hash);
    notEqual(await userHash('bob', { saltFile }), hash);
    const salt = Buffer.from((await readFile(saltFile, 'utf8')).trim(), 'hex');
    equal(createHmac('sha256', salt).update('ada').digest('hex').startsWith(hash), true);
    if (process.platform !== 'win32') equal((await stat(saltFile)).mode & 0o777, 0o600);
  });

  it('is another one elsewhere', async () => {
    notEqual(await userHash('ada', { saltFile }), await userHash('ada', { saltFile: join(folder, 'other') }));
  });

  it('draws one salt when many ask at the same time, and leaves no drafts', async () => {
    const hashes = await Promise.all(Array.from({ length: 20 }, () => userHash('ada', { saltFile })));
    equal(new Set(hashes).size, 1);
    equal((await readdir(join(folder, 'deep'))).join(), 'salt');
  });

  it('closes a salt to others that was open to them', async () => {
    const hash = await userHash('ada', { saltFile });
    await chmod(saltFile, 0o644);
    equal(await userHash('ada', { saltFile }), hash);
    if (process.platform !== 'win32') equal((await stat(saltFile)).mode & 0o777, 0o600);
  });

  it('is refused with the cure where the salt cannot be kept, or there is nobody to hash', async () => {
    await writeFile(join(folder, 'odd'), 'not a salt');
    await rejects(userHash('ada', { saltFile: join(folder, 'odd') }), { ...refused, message: /remove it/ });
    await rejects(userHash('ada', { saltFile: join(folder, 'odd', 'below') }), { ...refused, message: /writable/ });
    await rejects(userHash('ada', { saltFile: folder }), refused);
    for (const user of ['', undefined, 7] as never[]) await rejects(userHash(user, { saltFile }), refused);
  });

  it('stands in events, and among the tags of metrics', async () => {
    const { bus, sink } = testBus({ metrics: { hasRuntimeReader: true } });
    const hash = await userHash('ada', { saltFile });
    bus.session({ 'conversation.id': 'c', 'user.hash': hash }).toolResult({ tool_name: 'shell', duration_ms: 1 });
    await bus.ready;
    const points = bus.metrics.snapshot();
    await bus.close();
    equal(sink.attributes(0)['user.hash'], hash);
    match(JSON.stringify(points), new RegExp(`"user.hash":"${hash}"`));
  });
});
