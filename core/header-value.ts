/** What can stand in an HTTP header: visible ASCII, spaces and tabs. */

const legal = /^[\t\x20-\x7e]*$/;

/** Whether a value can stand in an HTTP header as it is; the empty text can. Line breaks, other control characters and non-ASCII cannot. */
export const isLegalHeaderValue = (value: string): boolean => typeof value === 'string' && legal.test(value);
