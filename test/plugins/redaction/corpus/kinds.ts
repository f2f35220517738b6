/** The kinds of secrets that are promised: each drawn at random, in the form that its vendor gives out. */
import { alnum, base64, type Draw, digits, hex, lower, upper, word } from './random.js';

/** One kind. */
export interface SecretKind {
  readonly name: string;
  /** A text with a secret in it, on one line but for keys in PEM; `secret` is what must be gone. */
  readonly draw: (draw: Draw) => { readonly text: string; readonly secret: string };
}

/** A secret that is told by itself. */
const token = (name: string, make: (draw: Draw) => string): SecretKind => ({
  name,
  draw: (draw) => {
    const secret = make(draw);
    return { text: secret, secret };
  },
});

/** A secret that is told by what stands around it. */
const framed = (name: string, before: string, make: (draw: Draw) => string, after = ''): SecretKind => ({
  name,
  draw: (draw) => {
    const secret = make(draw);
    return { text: before + secret + after, secret };
  },
});

/** A prefix, split so that no scanner takes this file for a leak, and a random rest. */
const prefixed = (name: string, prefix: readonly string[], alphabet: string, length: number, rest = ''): SecretKind =>
  token(name, ({ of }) => prefix.join('') + of(alphabet, length) + rest);

/** Letters and a digit, so that it is no word. */
const password = ({ of }: Draw): string => `${of(lower, 6)}${of(digits, 2)}${of(alnum, 6)}`;
const toBase64 = (text: string): string => Buffer.from(text).toString('base64');
const toBase64Url = (text: string): string => Buffer.from(text).toString('base64url');

const pem = (name: string, label: string): SecretKind => ({
  name,
  draw: ({ of }) => {
    const lines = Array.from({ length: 4 }, () => of(base64, 64));
    return {
      text: [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`].join('\n'),
      secret: lines[1] ?? '',
    };
  },
});

export const secretKinds: readonly SecretKind[] = [
  prefixed('OpenAI key', ['sk', '-'], alnum, 48),
  prefixed('OpenAI key, short', ['sk', '-'], alnum, 20),
  prefixed('OpenAI project key', ['sk', '-proj-'], word, 120),
  prefixed('OpenAI service account key', ['sk', '-svcacct-'], word, 120),
  prefixed('OpenAI admin key', ['sk', '-admin-'], word, 120),
  prefixed('Anthropic key', ['sk', '-ant-api03-'], word, 95),
  prefixed('Anthropic OAuth token', ['sk', '-ant-oat01-'], word, 95),
  prefixed('OpenRouter key', ['sk', '-or-v1-'], hex, 64),
  prefixed('Groq key', ['gs', 'k_'], alnum, 52),
  prefixed('xAI key', ['xa', 'i-'], alnum, 80),
  prefixed('Perplexity key', ['pp', 'lx-'], alnum, 48),
  prefixed('Replicate token', ['r', '8_'], alnum, 37),
  prefixed('Nvidia key', ['nv', 'api-'], word, 64),
  prefixed('Hugging Face token', ['h', 'f_'], lower + upper, 34),
  prefixed('GitHub personal token', ['gh', 'p_'], alnum, 36),
  prefixed('GitHub OAuth token', ['gh', 'o_'], alnum, 36),
  prefixed('GitHub user token', ['gh', 'u_'], alnum, 36),
  prefixed('GitHub server token', ['gh', 's_'], alnum, 36),
  prefixed('GitHub refresh token', ['gh', 'r_'], alnum, 76),
  prefixed('GitHub fine-grained token', ['github', '_pat_'], alnum, 82),
  prefixed('GitLab personal token', ['gl', 'pat-'], word, 20),
  prefixed('GitLab runner token', ['gl', 'rt-'], word, 20),
  prefixed('GitLab deploy token', ['gl', 'dt-'], word, 20),
  token('Slack bot token', ({ of }) => `${['xo', 'xb'].join('')}-${of(digits, 12)}-${of(digits, 12)}-${of(alnum, 24)}`),
  token('Slack user token', ({ of }) => `${['xo', 'xp'].join('')}-${of(digits, 12)}-${of(digits, 12)}-${of(hex, 32)}`),
  token('Slack app token', ({ of }) => `${['xa', 'pp'].join('')}-1-A${of(upper, 10)}-${of(digits, 13)}-${of(hex, 64)}`),
  framed('Slack webhook', 'https://hooks.slack.com/services/', ({ of }) => `T${of(upper, 8)}/B${of(upper, 8)}/${of(alnum, 24)}`),
  framed('Discord webhook', 'https://discord.com/api/webhooks/', ({ of }) => `${of(digits, 18)}/${of(word, 68)}`),
  prefixed('AWS access key', ['AK', 'IA'], upper + digits, 16),
  prefixed('AWS temporary key', ['AS', 'IA'], upper + digits, 16),
  framed('AWS secret key', 'AWS_SECRET_ACCESS_KEY=', ({ of }) => of(base64, 40)),
  framed('AWS session token', 'aws_session_token=', ({ of }) => of(base64, 120)),
  prefixed('Google API key', ['AI', 'za'], word, 35),
  prefixed('Google access token', ['ya', '29.'], word, 120),
  prefixed('Google client secret', ['GOC', 'SPX-'], word, 28),
  token('Azure client secret', ({ of }) => `${of(alnum, 3)}8Q~${of(alnum, 34)}`),
  framed('Azure storage key', 'DefaultEndpointsProtocol=https;AccountKey=', ({ of }) => `${of(base64, 86)}==`),
  framed('Azure shared access signature', 'https://a.blob.core.windows.net/c?sv=2024&sig=', ({ of }) => `${of(alnum, 42)}%3D`),
  prefixed('Stripe live key', ['sk', '_live_'], alnum, 24),
  prefixed('Stripe test key', ['sk', '_test_'], alnum, 24),
  prefixed('Stripe restricted key', ['rk', '_live_'], alnum, 24),
  prefixed('Stripe webhook secret', ['wh', 'sec_'], alnum, 32),
  prefixed('npm token', ['np', 'm_'], alnum, 36),
  prefixed('PyPI token', ['py', 'pi-AgEIcHlwaS5vcmc'], word, 120),
  prefixed('RubyGems key', ['ruby', 'gems_'], hex, 48),
  prefixed('Docker token', ['dckr', '_pat_'], word, 27),
  prefixed('DigitalOcean token', ['dop', '_v1_'], hex, 64),
  prefixed('Databricks token', ['da', 'pi'], hex, 32),
  prefixed('Vault token', ['hv', 's.'], word, 90),
  token('SendGrid key', ({ of }) => `${['S', 'G.'].join('')}${of(word, 22)}.${of(word, 43)}`),
  prefixed('Twilio key', ['S', 'K'], hex, 32),
  prefixed('Mailgun key', ['ke', 'y-'], hex, 32),
  token('Telegram bot token', ({ of }) => `${of('123456789', 10)}:AA${of(word, 33)}`),
  prefixed('Shopify token', ['shp', 'at_'], hex, 32),
  prefixed('Square token', ['sq0', 'atp-'], word, 22),
  prefixed('New Relic key', ['NR', 'AK-'], upper + digits, 27),
  token('Grafana token', ({ of }) => `${['gl', 'sa_'].join('')}${of(alnum, 32)}_${of(hex, 8)}`),
  prefixed('Sentry token', ['sn', 'trys_'], alnum, 80),
  prefixed('Linear key', ['lin', '_api_'], alnum, 40),
  prefixed('Notion token', ['nt', 'n_'], alnum, 46),
  prefixed('Figma token', ['fi', 'gd_'], word, 40),
  prefixed('Atlassian token', ['ATA', 'TT3'], word, 180),
  token('Postman key', ({ of }) => `${['PM', 'AK-'].join('')}${of(hex, 24)}-${of(hex, 34)}`),
  token('Doppler token', ({ of }) => `${['dp', '.pt.'].join('')}${of(alnum, 43)}`),
  prefixed('Pulumi token', ['pu', 'l-'], hex, 40),
  prefixed('Netlify token', ['nf', 'p_'], alnum, 36),
  prefixed('Supabase token', ['sb', 'p_'], hex, 40),
  prefixed('PlanetScale token', ['pscale', '_tkn_'], word, 43),
  prefixed('age key', ['AGE-SECRET', '-KEY-1'], upper + digits, 58),
  framed('bearer token', 'Authorization: Bearer ', ({ of }) => of(alnum, 32)),
  framed('short bearer token', 'authorization: bearer ', ({ of }) => of(alnum, 16)),
  framed('basic credentials', 'Authorization: Basic ', (draw) => toBase64(`admin:${password(draw)}`)),
  token('JSON web token', ({ of }) =>
    [toBase64Url('{"alg":"HS256","typ":"JWT"}'), toBase64Url(`{"sub":"${of(digits, 10)}"}`), of(word, 43)].join('.')),
  framed('token of another scheme', 'Authorization: token ', ({ of }) => `${of(digits, 2)}${of(alnum, 30)}`),
  framed('cookie', 'Cookie: session=', ({ of }) => `${of(digits, 2)}${of(alnum, 30)}`),
  framed('auth of npm', '//registry.example.com/:_auth=', (draw) => toBase64(`admin:${password(draw)}`)),
  framed('option for a password', 'login --password ', password),
  framed('option for a user', 'curl -u admin:', password),
  framed('password in a URL', 'postgres://app:', password, '@db.example.com:5432/app'),
  framed('user and password in a URL', 'https://', (draw) => `deploy:${password(draw)}`, '@git.example.com/x.git'),
  framed('token in a URL', 'https://', ({ of }) => of(alnum, 32), '@git.example.com/x.git'),
  framed('parameter code', 'https://example.com/callback?code=', ({ of }) => of(alnum, 24), '&scope=openid'),
  framed('parameter state', 'https://example.com/callback?scope=openid&state=', ({ of }) => of(alnum, 24)),
  framed('parameter access_token', 'https://example.com/callback?access_token=', ({ of }) => of(alnum, 24)),
  framed('api_key=', 'api_key=', password),
  framed('api-key:', 'x-api-key: ', password),
  framed('token:', 'token: ', password),
  framed('secret =', 'client_secret = ', password),
  framed('password=', 'password=', password),
  framed('PASSWORD=', 'DB_PASSWORD=', password),
  framed('passphrase:', 'passphrase: ', password),
  framed('private_key=', 'signing_private_key=', password),
  pem('RSA private key', ['RSA PRIVATE', 'KEY'].join(' ')),
  pem('private key', ['PRIVATE', 'KEY'].join(' ')),
  pem('OpenSSH private key', ['OPENSSH PRIVATE', 'KEY'].join(' ')),
  pem('EC private key', ['EC PRIVATE', 'KEY'].join(' ')),
  pem('PGP private key', ['PGP PRIVATE', 'KEY BLOCK'].join(' ')),
]; // biome-ignore format: a table
