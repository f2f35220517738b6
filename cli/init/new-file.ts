/** Writing a file that does not exist yet, and never over one that does. */
import { mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes the file, for its owner's eyes only, and its folder where that is missing. Returns what is in the way: anything that
 * stands there already, a symbolic link too, or a failure of the system; then no new file is left behind.
 */
export async function writeNewFile(file: string, text: string): Promise<string | undefined> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    // `x`: one step asks whether it is there and makes it, so that nothing can come in between.
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      return undefined;
    } catch (error) {
      await unlink(file);
      throw error;
    } finally {
      await handle.close();
    }
  } catch (error) {
    return explain(file, error);
  }
}

function explain(file: string, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
  if (code === 'EEXIST') return `${file} exists already and stays as it is; name another by --out, or remove it first`;
  return `${file} could not be written (${code}); check the path and the permissions of its folder`;
}
