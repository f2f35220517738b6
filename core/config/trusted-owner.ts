/** Whose a file around a program may be, if it is to say where telemetry goes. */
import { ownerOf } from './file-kind.js';

const superuser = 0;

/** Who counts. */
export interface Owners {
  readonly ofFile: number | undefined;
  readonly ofProgram: number | undefined;
  /** The user that this process runs as. */
  readonly ofProcess: number | undefined;
}

/**
 * Whether a file may be trusted for standing beside a program: it belongs to who could change the program, or to who runs it. In a
 * folder that everybody may write into, such as a temporary one, a stranger could leave a package and a configuration around any
 * script of somebody else's. Where nobody can tell owners apart, it may.
 */
export function isTrustedOwner({ ofFile, ofProgram, ofProcess }: Owners): boolean {
  if (ofFile === undefined || ofProcess === undefined) return true;
  return [superuser, ofProcess, ofProgram].includes(ofFile);
}

/** The same, for a file and the path of a program. */
export const isTrustedBeside = (file: string, program: string): boolean =>
  isTrustedOwner({ ofFile: ownerOf(file), ofProgram: ownerOf(program), ofProcess: process.geteuid?.() });
