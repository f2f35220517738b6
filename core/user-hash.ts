/** A user told apart from others, and by nobody known: a keyed hash, whose key never leaves the machine. */
import { readEnvironment } from './config/env.js';
import { userFolderOf } from './config/places.js';
import { CodexotelError } from './errors.js';

/** Where the key stands. */
export interface UserHashOptions {
  /** Default: `installation-salt` in `$XDG_CONFIG_HOME/codexotel`, else in `.config/codexotel` of the home folder. */
  readonly saltFile?: string;
}

const saltBytes = 32;
const savedSalt = new RegExp(`^[0-9a-f]{${2 * saltBytes}}$`);

/** Half of the hash tells users apart as well, and is a shorter tag. */
const hashDigits = 32;

/**
 * For the session fact `user.hash`: HMAC-SHA-256 of a user's id or API key with the salt of this installation, as 32 hex digits.
 * The salt is drawn at random by the first call, in a file that only its owner may read (mode 0600); by another salt, such
 * as that of another machine, the same user has another hash. Rejects with `ERR_USER_HASH` when there is nobody to hash, or the salt
 * can neither be read nor kept.
 */
export async function userHash(user: string, { saltFile }: UserHashOptions = {}): Promise<string> {
  if (typeof user !== 'string' || user === '') {
    throw new CodexotelError(
      'ERR_USER_HASH',
      'userHash: the user must be a text that is not empty; give an id or a key',
    );
  }
  const salt = await readSalt(saltFile ?? (await defaultSaltFile()));
  const { createHmac } = await import('node:crypto');
  return createHmac('sha256', salt).update(user).digest('hex').slice(0, hashDigits);
}

async function defaultSaltFile(): Promise<string> {
  const folder = userFolderOf(readEnvironment());
  if (folder === undefined) throw unkept('there is no home folder; give saltFile');
  const { join } = await import('node:path');
  return join(folder, 'installation-salt');
}

/** Of two processes that make it at the same time, both read the one that was there first. */
async function readSalt(file: string): Promise<Buffer> {
  try {
    const saved = (await readSaved(file)) ?? (await make(file));
    if (savedSalt.test(saved)) return Buffer.from(saved, 'hex');
  } catch (cause) {
    throw unkept('its file can neither be read nor made; make its folder writable, or give another saltFile', cause);
  }
  throw unkept(`its file does not hold ${2 * saltBytes} hex digits; remove it, and the next call makes another`);
}

const unkept = (why: string, cause?: unknown): CodexotelError =>
  new CodexotelError('ERR_USER_HASH', `userHash: the salt of the installation cannot be kept: ${why}`, { cause });

/** The salt as it is written; nothing where there is no file. One that others may read is closed to them. */
async function readSaved(file: string): Promise<string | undefined> {
  const { open } = await import('node:fs/promises');
  try {
    await using handle = await open(file, 'r');
    const { mode } = await handle.stat();
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) await handle.chmod(0o600);
    return (await handle.readFile('utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written whole under another name first, so that nobody reads half of it. */
async function make(file: string): Promise<string> {
  const [{ link, mkdir, unlink, writeFile }, { dirname }, { randomBytes }] = await Promise.all([
    import('node:fs/promises'),
    import('node:path'),
    import('node:crypto'),
  ]);
  const salt = randomBytes(saltBytes).toString('hex');
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(draft, `${salt}\n`, { mode: 0o600, flag: 'wx' });
  try {
    await link(draft, file);
    return salt;
  } catch (error) {
    const saved = await readSaved(file);
    if (saved === undefined) throw error;
    return saved;
  } finally {
    await unlink(draft);
  }
}
