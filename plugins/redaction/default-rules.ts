/** The rules of the set `default`: what nobody wants to send. */
import { headerRules } from './header-credentials.js';
import { httpRules } from './http-credentials.js';
import { namedKey, namedPassword, namedSecret } from './named-secret.js';
import { optionRules } from './option-secret.js';
import { privateKey } from './private-key.js';
import type { Rule } from './rule.js';
import { vendorRules } from './vendor-rules.js';

export const defaultRules: readonly Rule[] = [
  ...vendorRules,
  ...httpRules,
  ...headerRules,
  privateKey,
  namedSecret,
  namedPassword,
  namedKey,
  ...optionRules,
];
