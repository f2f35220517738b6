/** What `span_attributes` and `tracestate` may hold, by Codex's rules and the W3C's. */
import * as v from 'valibot';
import { says } from './finding.js';
import { isMapping } from './plain.js';

const text = v.string(says('must be text', 'put it in quotes'));

/** Attributes that every span gets. */
export const spanAttributes = v.pipe(
  v.custom<Record<string, unknown>>(isMapping, says('must be a mapping of names to texts', 'write { team: "x" }')),
  v.record(v.pipe(v.string(), v.regex(/\S/, says('has no name', 'name the attribute'))), text),
);

/** W3C Trace Context, a list member's key: simple, or `tenant@system`. */
const memberKey = /^(?:[a-z][a-z0-9_\-*/]{0,255}|[a-z0-9][a-z0-9_\-*/]{0,240}@[a-z][a-z0-9_\-*/]{0,13})$/;
/** Visible ASCII without the characters that separate fields and members. */
const fieldKey = /^(?:(?![:;,=])[!-~])+$/;
const fieldValue = /^(?:(?![,=;])[ -~])*$/;
const maxMembers = 32;
const maxMemberLength = 256;

/** Whether fields, written as on the wire (`k:v;k:v`), can be the value of a member. */
function isMemberText(fields: ReadonlyArray<readonly [key: string, value: string]>): boolean {
  const written = fields.map(([key, value]) => `${key}:${value}`).join(';');
  return written.length <= maxMemberLength && !written.endsWith(' ');
}

const member = v.pipe(
  v.custom<Record<string, unknown>>(isMapping, says('must be a mapping of fields to texts', 'write { key: "value" }')),
  v.record(
    v.pipe(v.string(), v.regex(fieldKey, says('is not a legal field name', 'use letters and digits'))),
    v.pipe(
      text,
      v.regex(
        fieldValue,
        says('must be printable ASCII without comma, semicolon and equals sign', 'take out the other characters'),
      ),
    ),
  ),
  v.check(
    (fields) => isMemberText(Object.entries(fields)),
    says(`must be at most ${maxMemberLength} characters together and not end with a space`, 'shorten it'),
  ),
);

/** Members of the `tracestate` of every span, and of what the host propagates: member → field → text. */
export const tracestate = v.pipe(
  v.custom<Record<string, unknown>>(
    isMapping,
    says('must be a mapping of members to fields', 'write { vendor: { key: "value" } }'),
  ),
  v.record(
    v.pipe(
      v.string(),
      v.regex(
        memberKey,
        says('is not a legal tracestate member', 'use lower-case letters and digits, with a letter first'),
      ),
    ),
    member,
  ),
  v.maxEntries(maxMembers, says(`must have at most ${maxMembers} members`, 'remove some')),
);
