/** The name under which exports travel. */

/** Kept equal to the version in package.json by a test. */
const version = '0.1.0';

/** `user-agent` of every export. */
export const userAgent = `codexotel/${version}`;
