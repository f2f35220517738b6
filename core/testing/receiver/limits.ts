/** How much the receiver takes before it refuses. */

/** The largest body, before and after inflating, in bytes. */
export const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** How many attribute values may stand inside each other. */
export const MAX_VALUE_DEPTH = 64;

/** How much of a key's name a message shows, in characters. */
export const MAX_SHOWN_NAME = 80;
