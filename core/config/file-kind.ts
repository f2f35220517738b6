/** What stands under a path, and whose it is. It is asked at once, as every start asks, and an answer is never a throw. */

// An import would have Node make an ES module of `fs`, which loads all of its streams: 4 ms.
const { realpathSync, statSync } = process.getBuiltinModule('node:fs');

/** Of a link: what it leads to. Neither a file nor a folder: nothing, a pipe, a device, or out of sight. */
export function kindOf(path: string): 'file' | 'folder' | 'none' {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile()) return 'file';
    return found?.isDirectory() ? 'folder' : 'none';
  } catch {
    return 'none';
  }
}

/** The path without links; `undefined` where it leads nowhere. */
export function toRealPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** The number of the user whose it is, a link followed; `undefined` where nobody can tell, as on Windows. */
export function ownerOf(path: string): number | undefined {
  try {
    return process.geteuid && statSync(path, { throwIfNoEntry: false })?.uid;
  } catch {
    return undefined;
  }
}
