/** The forms of keys and tokens that vendors give out: how each begins, and what follows. Data only. */

/** One form. */
export interface TokenForm {
  readonly kind: string;
  /** How it begins: one of these, in exact case. */
  readonly prefixes: readonly string[];
  /** What follows, as the source of a regular expression that reads at most as far as the token goes. */
  readonly body: string;
  /** The beginning is so short or so plain that it must begin a word, too. */
  readonly isWord?: true;
}

const alnum = '[A-Za-z0-9]';
const word = '[A-Za-z0-9_-]';
const hex = '[0-9a-f]';

/** By vendor, from the vendors' own documentation and the rules that secret scanners publish. Their words have 32 characters and more. */
export const longForms: readonly TokenForm[] = [
  // Models
  { kind: 'groq-key', prefixes: ['gsk_'], body: `${alnum}{40,}` },
  { kind: 'xai-key', prefixes: ['xai-'], body: `${alnum}{40,}` },
  { kind: 'perplexity-key', prefixes: ['pplx-'], body: `${alnum}{40,}` },
  { kind: 'replicate-token', prefixes: ['r8_'], body: `${alnum}{37,}` },
  { kind: 'nvidia-key', prefixes: ['nvapi-'], body: `${word}{40,}` },
  { kind: 'huggingface-token', prefixes: ['hf_', 'api_org_'], body: `${alnum}{34,}` },
  { kind: 'langsmith-key', prefixes: ['lsv2_pt_', 'lsv2_sk_'], body: `${hex}{32}_${hex}{10}` },
  // Code
  { kind: 'github-token', prefixes: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], body: `${alnum}{36,}` },
  { kind: 'github-token', prefixes: ['github_pat_'], body: '[A-Za-z0-9_]{36,}' },
  { kind: 'atlassian-token', prefixes: ['ATATT3', 'ATCTT3', 'ATBB'], body: `${word}{28,}(?:=${alnum}{8})?` },
  { kind: 'npm-token', prefixes: ['npm_'], body: `${alnum}{36,}` },
  { kind: 'pypi-token', prefixes: ['pypi-AgE', 'pypi-AgN'], body: `${word}{40,}` },
  { kind: 'rubygems-key', prefixes: ['rubygems_'], body: `${hex}{48}` },
  { kind: 'docker-token', prefixes: ['dckr_pat_', 'dckr_oat_'], body: `${word}{23,}` },
  { kind: 'circleci-token', prefixes: ['CCIPAT_', 'CCIPRJ_'], body: `${alnum}{20,24}_${hex}{40}` },
  { kind: 'buildkite-token', prefixes: ['bkua_'], body: `${hex}{40}` },
  { kind: 'postman-key', prefixes: ['PMAK-'], body: `${hex}{24}-${hex}{34}` },
  { kind: 'sentry-token', prefixes: ['sntrys_', 'sntryu_'], body: '[A-Za-z0-9+/_-]{40,}={0,2}' },
  // Clouds
  { kind: 'google-key', prefixes: ['AIza'], body: `${word}{35}` },
  { kind: 'google-oauth', prefixes: ['GOCSPX-'], body: `${word}{28}` },
  { kind: 'google-oauth', prefixes: ['1//0'], body: `${word}{40,}`, isWord: true },
  { kind: 'digitalocean-token', prefixes: ['dop_v1_', 'doo_v1_', 'dor_v1_'], body: `${hex}{64}` },
  { kind: 'databricks-token', prefixes: ['dapi'], body: `${hex}{32}(?:-\\d)?`, isWord: true },
  { kind: 'pulumi-token', prefixes: ['pul-'], body: `${hex}{40}` },
  { kind: 'planetscale-token', prefixes: ['pscale_tkn_', 'pscale_pw_', 'pscale_oauth_'], body: '[A-Za-z0-9_.-]{32,}' },
  { kind: 'supabase-token', prefixes: ['sbp_'], body: `${hex}{40}` },
  { kind: 'supabase-token', prefixes: ['sb_secret_'], body: `${word}{22,}` },
  { kind: 'netlify-token', prefixes: ['nfp_'], body: `${alnum}{36,}` },
  { kind: 'heroku-key', prefixes: ['HRKU-'], body: `${word}{36,}` },
  { kind: 'tailscale-key', prefixes: ['tskey-'], body: `${word}{26,}` },
  { kind: 'fly-token', prefixes: ['fm1_', 'fm2_'], body: '[A-Za-z0-9+/]{40,}={0,3}', isWord: true },
  { kind: 'newrelic-key', prefixes: ['NRAK-'], body: '[A-Z0-9]{27}' },
  { kind: 'grafana-token', prefixes: ['glc_'], body: '[A-Za-z0-9+/]{32,}={0,3}' },
  { kind: 'grafana-token', prefixes: ['glsa_'], body: `${alnum}{32}_[0-9A-Fa-f]{8}` },
  { kind: 'age-key', prefixes: ['AGE-SECRET-KEY-1'], body: '[0-9A-Z]{58}' },
  // Money and mail
  { kind: 'stripe-key', prefixes: ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_', 'sk_org_'], body: `${word}{24,}` },
  { kind: 'webhook-secret', prefixes: ['whsec_'], body: '[A-Za-z0-9+/]{26,}={0,2}' },
  { kind: 'shopify-token', prefixes: ['shpat_', 'shpca_', 'shppa_', 'shpss_'], body: '[0-9A-Fa-f]{32}' },
  { kind: 'mailgun-key', prefixes: ['key-'], body: `${hex}{32}`, isWord: true },
  { kind: 'twilio-key', prefixes: ['SK'], body: `${hex}{32}`, isWord: true },
  // Words between people
  { kind: 'linear-key', prefixes: ['lin_api_', 'lin_oauth_'], body: `${alnum}{40,}` },
  { kind: 'notion-token', prefixes: ['ntn_'], body: `${alnum}{40,}` },
  { kind: 'figma-token', prefixes: ['figd_'], body: `${word}{36,}` },
];

/** Forms that are shorter, or whose words are; each of their beginnings is a mark. */
export const shortForms: readonly TokenForm[] = [
  { kind: 'anthropic-key', prefixes: ['sk-ant-'], body: `${word}{16,}` },
  { kind: 'openrouter-key', prefixes: ['sk-or-'], body: `${word}{20,}` },
  {
    kind: 'gitlab-token',
    prefixes: [
      'glpat-', 'glptt-', 'gldt-', 'glrt-', 'glrtr-', 'glcbt-', 'glft-', 'glimt-', 'glagent-', 'gloas-', 'glsoat-', 'glffct-', 'GR1348941',
    ], // biome-ignore format: a list
    body: `${word}{20,}(?:\\.${alnum}{2,9}){0,2}`,
  },
  { kind: 'square-token', prefixes: ['sq0atp-', 'sq0csp-'], body: `${word}{22,}` },
  {
    kind: 'slack-token',
    prefixes: ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-', 'xoxe-', 'xoxc-', 'xoxo-', 'xapp-'],
    body: '[A-Za-z0-9-]{10,}',
  },
  { kind: 'slack-token', prefixes: ['xoxd-'], body: '[A-Za-z0-9%+/_-]{20,}={0,2}' },
];

/** A form whose last part, behind a dot, is the long word. */
export interface DottedForm {
  readonly kind: string;
  /** What stands before that part, as the source of a regular expression. */
  readonly before: string;
}

/** Forms of several parts. */
export const dottedForms: readonly DottedForm[] = [
  { kind: 'google-oauth', before: 'ya29\\.' },
  { kind: 'vault-token', before: 'hv[sbr]\\.' },
  { kind: 'doppler-token', before: 'dp\\.(?:pt|st|ct|sa|scim|audit)\\.(?:[a-z0-9_-]{2,35}\\.)?' },
  { kind: 'sendgrid-key', before: `SG\\.${word}{16,32}\\.` },
  { kind: 'cloudflare-token', before: 'v1\\.' },
];
