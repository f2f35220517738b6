/** What the patterns find, what they put in its place, and what they leave alone. */
import { deepEqual, equal } from 'node:assert/strict';
import { cleanText } from '../../../plugins/redaction/index.js';

/** Each line: the title, the text, and what becomes of it. */
const found: ReadonlyArray<readonly [title: string, text: string, clean: string]> = [
  [
    'a signed request',
    'Authorization: AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/s3, SignedHeaders=host, Signature=fe5f80f77d5fa3\nnext',
    'Authorization: AWS4-HMAC-SHA256 [REDACTED:credentials]\nnext',
  ],
  [
    'a digest',
    'authorization: Digest username="Mufasa", realm="a b", response="6629fae49393a053", x',
    'authorization: Digest [REDACTED:credentials], x',
  ],
  [
    'a digest in JSON',
    '{"Authorization": "Hawk id=\\"dh37\\", mac=\\"6R4rV5iE+NPoym+Wwj=\\"", "b": 1}',
    '{"Authorization": "Hawk [REDACTED:credentials]", "b": 1}',
  ],
  ['a bearer token', 'Authorization: Bearer abcDEF0123456789', 'Authorization: Bearer [REDACTED:bearer-token]'],
  ['a bearer token with symbols and padding', 'bEARER \t aB0._~+/-aB0._~+/-==', 'bEARER \t [REDACTED:bearer-token]'],
  ['a bearer token that holds a key', 'Bearer abc.sk-0123456789abcdefghijXYZ', 'Bearer [REDACTED:bearer-token]'],
  ['an OpenAI key', 'using sk-0123456789abcdefghij now', 'using [REDACTED:openai-key] now'],
  ['a project key with - and _ inside', 'sk-proj-ab_cd-ef0123456789XYZ', '[REDACTED:openai-key]'],
  ['an Anthropic key', '(sk-ant-api03-ab_cd-ef0123456789)', '([REDACTED:anthropic-key])'],
  ['a key glued to a word', 'keysk-0123456789abcdefghij', 'key[REDACTED:openai-key]'],
  ['a project key glued to a word', 'keysk-proj-ab_cd-ef0123456789XYZ', 'key[REDACTED:openai-key]'],
  ['an AWS key', 'id AKIAIOSFODNN7EXAMPLE.', 'id [REDACTED:aws-key].'],
  ['a temporary AWS key', 'ASIAIOSFODNN7EXAMPLE', '[REDACTED:aws-key]'],
  ['an API key by name', 'api_key=abcdefgh1234', 'api_key=[REDACTED:secret]'],
  [
    'a token in escaped marks of quotation',
    '\\u0022token\\u0022:\\u0022abcdefgh12\\u0022',
    '\\u0022token\\u0022:\\u0022[REDACTED:secret]\\u0022',
  ],
  [
    'a token in entities of HTML',
    '&quot;token&quot;: &quot;abcdefgh12 x',
    '&quot;token&quot;: &quot;[REDACTED:secret] x',
  ],
  [
    'a token behind an escaped sign of equality',
    'x?access_token\\u003dabcdefgh12',
    'x?access_token\\u003d[REDACTED:secret]',
  ],
  [
    'a parameter behind an escaped ampersand',
    'x?a=1\\u0026code=abcdefgh12',
    'x?a=1\\u0026code=[REDACTED:url-parameter]',
  ],
  [
    'a token in entities of HTML with codes',
    '&#x27;token&#x27;&#x3D;&#x27;abcdefgh12 x',
    '&#x27;token&#x27;&#x3D;&#x27;[REDACTED:secret] x',
  ],
  [
    'names with a number',
    'PASSWORD_2=abcdefgh12 token1: x1y2z3w4',
    'PASSWORD_2=[REDACTED:secret] token1: [REDACTED:secret]',
  ],
  ['a name with a blank', 'Your API key: abcdefgh12', 'Your API key: [REDACTED:secret]'],
  ['a password with a bracket', 'DB_PASSWORD=hunter2(hunter)', 'DB_PASSWORD=[REDACTED:secret]'],
  ['a password of one letter in a URL', 'redis://:x@host', 'redis://[REDACTED:credentials]@host'],
  [
    'the address of a webhook in small escapes',
    'discord.com%2fapi%2fwebhooks%2f123456789012345678%2fabcdefgh',
    'discord.com%2fapi%2fwebhooks[REDACTED:webhook-url]',
  ],
  ['a parameter behind an entity', 'x?a=1&amp;code=abcdefgh12', 'x?a=1&amp;code=[REDACTED:url-parameter]'],
  [
    'a password beside colours',
    '\u001b[1mpassword\u001b[0m=\u001b[32mabcdefgh12\u001b[0m',
    '\u001b[1mpassword\u001b[0m=\u001b[32m[REDACTED:secret]\u001b[0m',
  ],
  ['a password behind a wide colon', 'password：abcdefgh12', 'password：[REDACTED:secret]'],
  ['an option in JSON', '["login","--token","abcdefgh12"]', '["login","--token","[REDACTED:secret]"]'],
  ['the text of an element', '<apiToken>abcdefgh</apiToken>', '<apiToken>[REDACTED:secret]</apiToken>'],
  ['cookies', 'Cookie: a=1; sid=abcdefgh12', 'Cookie: [REDACTED:cookie]'],
  ['a stored name and password', '"auth": "YWRtaW46aHVudGVyMg=="', '"auth": "[REDACTED:basic-credentials]"'],
  ['a header', 'X-Api-Key: abcdefgh1234', 'X-Api-Key: [REDACTED:secret]'],
  ['a JSON member', '{"access_token": "ab cd ef gh","n":1}', '{"access_token": "[REDACTED:secret]","n":1}'],
  ['a JSON number', '{"password":12345678,"n":1}', '{"password":[REDACTED:secret],"n":1}'],
  [
    'a member of escaped JSON',
    '"{\\"token\\":\\"abcdefgh\\",\\"n\\":1}"',
    '"{\\"token\\":\\"[REDACTED:secret]\\",\\"n\\":1}"',
  ],
  ['a short secret in quotes', "password = 'hunter2'", "password = '[REDACTED:secret]'"],
  ['a secret with quotes inside', '"secret":"ab\\"cd\\"ef" "n"', '"secret":"[REDACTED:secret]" "n"'],
  ['an environment variable', 'AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7', 'AWS_SECRET_ACCESS_KEY=[REDACTED:secret]'],
  ['a name in camel case', 'clientSecret => "abcdefgh"', 'clientSecret => "[REDACTED:secret]"'],
  ['an index', 'env["API_TOKEN"] = "abcdefgh"', 'env["API_TOKEN"] = "[REDACTED:secret]"'],
  ['a named key, by its kind', 'OPENAI_API_KEY="sk-0123456789abcdefghij"', 'OPENAI_API_KEY="[REDACTED:openai-key]"'],
  ['an encoded query', '?next=%3Ftoken%3Dabcdefgh1', '?next=%3Ftoken%3D[REDACTED:secret]'],
  ['a value whose quote was cut off', 'token: "abcdefgh ij\nnext', 'token: "[REDACTED:secret]\nnext'],
  ['a value before an escaped line', '"TOKEN=abcdefgh\\nHOME=/root"', '"TOKEN=[REDACTED:secret]\\nHOME=/root"'],
  [
    'a URL with a password',
    'git clone https://me:pa@ss@host.test/x',
    'git clone https://[REDACTED:credentials]@host.test/x',
  ],
  [
    'a URL with a token as the user',
    'https://ghp_0123456789abcdefghij@host.test',
    'https://[REDACTED:credentials]@host.test',
  ],
];

/** Texts that hold no secret. */
const harmless: readonly string[] = [
  '',
  '[REDACTED]',
  'the bearer of good news came late',
  'Bearer abcdef012345678',
  'xBearer abcdefghijklmnop1234',
  'Bearer\nabcdefghijklmnop1234',
  'a task-management-system-for-teams on /dev/disk-by-id-0123456789',
  'sk-0123456789abcdefghi',
  'AKIAIOSFODNN7EXAMPLEX and XAKIAIOSFODNN7EXAMPL',
  'input_token_count: 12345678, "cached_token_count":12345678901',
  'tokens: 1000 tokens=123456789 total_tokens: 12345678',
  'token=abc, the secret of success, password:',
  '{"token": "", "password": null, "secret": ""}',
  'ssh://git@host.test/x, mail me@host.test, http://host.test:8080/a@b',
  'Authorization: required, the cookie: one of many, author: someone, git push --token-file path/to/file1',
  'docker run -u 1000:1000 x --password-stdin, <token>name</token>, <string-token>{value}</string-token>',
  'redis://:@host, token=getToken(ctx) secret=process.env.SECRET token = base64(name)',
  'const names = ["-----BEGIN PRIVATE KEY-----", "-----BEGIN CERTIFICATE-----"];',
  'monkey: abcdefghij, keyword=abcdefghij, interpret: abcdefghij',
];

describe('redaction: patterns', () => {
  for (const [title, text, clean] of found) {
    it(`take out ${title} and keep what stands around it`, () => equal(cleanText(text), clean));
  }

  it('leave prose, counts, short words and masked fields as they are', () => {
    deepEqual(harmless.map(cleanText), harmless);
  });

  it('leave a cleaned text as it is', () => {
    for (const [, , clean] of found) equal(cleanText(clean), clean);
  });

  for (const escaped of ['\\n', '\\t', '%3D', '\\u003d', '\\x3d', '\u001b[0m']) {
    it(`find a secret that begins right after the escape ${JSON.stringify(escaped)}`, () => {
      equal(cleanText(`${escaped}AKIAIOSFODNN7EXAMPLE`), `${escaped}[REDACTED:aws-key]`);
      equal(cleanText(`${escaped}sk-ant-ab_cd-ef0123456789XYZ`), `${escaped}[REDACTED:anthropic-key]`);
      equal(cleanText(`${escaped}Bearer abcdefghijklmnop1234`), `${escaped}Bearer [REDACTED:bearer-token]`);
    });
  }

  it('do not take the name within a placeholder for the name of a secret', () => {
    const text = 'secret=[REDACTED:secret] = something, Bearer [REDACTED:bearer-token]: something';
    equal(cleanText(text), text);
  });

  it('see the secret whose name is the end of another one', () => {
    equal(cleanText('secret: password: hunter22'), 'secret: password: [REDACTED:secret]');
    equal(cleanText('secret=my_token="ab cd ef"'), 'secret=[REDACTED:secret]"[REDACTED:secret]"');
    equal(cleanText('token=x,Auth:Bearer abcdefghijklmnop'), 'token=[REDACTED:secret] [REDACTED:bearer-token]');
  });

  it('take out the rest of a token that was cut off, where its text ends with a mark of that or is long', () => {
    const rest = `${'gh'}p_0123456789abcdef`;
    const long = 'word '.repeat(60);
    for (const mark of ['…', '...', '\n[... telemetry preview truncated ...]', ' [truncated]'])
      equal(cleanText(`see ${rest}${mark}`), `see [REDACTED:github-token]${mark}`);
    equal(cleanText(`${long}${rest}`), `${long}[REDACTED:github-token]`);
    for (const whole of [`see ${rest}.`, `see ${rest}`, `${long}gh`, `${long}key-value-store-name`])
      equal(cleanText(whole), whole);
  });

  it('put one placeholder in the place of a whole token at the end of a long text', () => {
    const long = 'word '.repeat(60);
    equal(cleanText(`${long}AKIAIOSFODNN7EXAMPLE.`), `${long}[REDACTED:aws-key].`);
  });

  it('take out every secret of a text', () => {
    const text = 'a AKIAIOSFODNN7EXAMPLE b token=abcdefgh c sk-0123456789abcdefghij d';
    equal(cleanText(text), 'a [REDACTED:aws-key] b token=[REDACTED:secret] c [REDACTED:openai-key] d');
  });
});
