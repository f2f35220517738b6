/** What stands in the place of a value that may not travel. */
import type { FieldValue } from '../events.js';

/** The text of a masked value, as Codex writes it. */
export const withheldText = '[REDACTED]';

/** Whether a value is masked or not there at all. */
export const isWithheld = (value: FieldValue | undefined): boolean => value === undefined || value === withheldText;
