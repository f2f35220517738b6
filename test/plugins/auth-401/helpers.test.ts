/** What hosts may say of headers, variables and errors: facts about them, never what they hold. */
import { deepEqual, doesNotMatch, equal } from 'node:assert/strict';
import { isClosedErrorText, responseDebugContext } from '../../../core/index.js';
import { authEnvFacts, authHeaderFacts, errorText } from '../../../plugins/auth-401/index.js';

const errorJson = (code: unknown) =>
  Buffer.from(JSON.stringify({ error: { code, message: 'do not keep' } })).toString('base64');

const refusal = {
  'x-request-id': 'req_1',
  'x-oai-request-id': 'req_2',
  'cf-ray': '8c0ffee123abc-LHR',
  'x-openai-authorization-error': 'missing_authorization_header',
  'x-error-json': errorJson('token_expired'),
  'set-cookie': 'session=abc',
  'www-authenticate': 'Bearer realm="x"',
};
const told = {
  'auth.request_id': 'req_1',
  'auth.cf_ray': '8c0ffee123abc-LHR',
  'auth.error': 'missing_authorization_header',
  'auth.error_code': 'token_expired',
};

describe('responseDebugContext', () => {
  it('reads headers in every form that they come in', () => {
    const { 'set-cookie': _, ...plain } = refusal;
    const capitals = Object.entries(plain).map(
      ([name, value]) => [name.replace(/\b./g, (letter) => letter.toUpperCase()), value] as const,
    );
    const forms = [new Headers(plain), new Map(Object.entries(plain)), plain, capitals, Object.fromEntries(capitals)];
    for (const headers of forms) deepEqual(responseDebugContext(headers), told);
  });

  it('falls back to x-oai-request-id', () => {
    deepEqual(responseDebugContext({ 'x-oai-request-id': 'req_2' }), { 'auth.request_id': 'req_2' });
  });

  it('cuts what is long, and leaves out what holds other characters or looks like a token', () => {
    const words = 'a word '.repeat(60);
    equal(responseDebugContext({ 'x-openai-authorization-error': words })['auth.error']?.length, 200);
    for (const value of [
      'sk-proj-0123456789abcdef',
      'a\tb',
      'https://h/?code=1',
      'eyJhbGciOiJIUzI1NiJ9',
      'x'.repeat(70),
    ]) {
      const every = Object.fromEntries(Object.keys(refusal).map((name) => [name, value]));
      deepEqual(responseDebugContext({ ...every, 'x-error-json': errorJson(value) }), {});
    }
  });

  it('keeps nothing of x-error-json but error.code, and nothing of one that is no JSON in base64', () => {
    const broken = [
      '%%%',
      'e30',
      'e30=',
      errorJson(7),
      errorJson({}),
      errorJson(null),
      `${errorJson('x')}!`,
      'A'.repeat(9_000),
      '',
    ];
    for (const value of broken) deepEqual(responseDebugContext({ 'x-error-json': value }), {}, value.slice(0, 20));
    deepEqual(responseDebugContext({ 'x-error-json': errorJson('slow_down') }), { 'auth.error_code': 'slow_down' });
  });

  it('says nothing of what are no headers', () => {
    const trap = new Proxy(
      {},
      {
        get: () => {
          throw new Error('trap');
        },
        ownKeys: () => {
          throw new Error('trap');
        },
      },
    );
    for (const headers of [undefined, null, 7, 'text', [], [7], {}, trap, { get: 7 }, { get: () => 7 }])
      deepEqual(responseDebugContext(headers), {});
  });
});

describe('authHeaderFacts', () => {
  it('says whether authorization is attached, and not what it holds', () => {
    const attached = { 'auth.header_attached': true, 'auth.header_name': 'authorization' };
    for (const headers of [
      new Headers({ authorization: 'Bearer x' }),
      { Authorization: 'Bearer x' },
      [['authorization', '']],
    ])
      deepEqual(authHeaderFacts(headers), attached);
    for (const headers of [undefined, new Headers({ 'chatgpt-account-id': '1' }), { 'x-api-key': 'k' }])
      deepEqual(authHeaderFacts(headers), { 'auth.header_attached': false });
  });
});

describe('authEnvFacts', () => {
  it('env collector returns `configured`, never the configured name', () => {
    const env = {
      'sk-not-a-name': 'value',
      OPENAI_API_KEY: 'k',
      CODEX_API_KEY: '  ',
      CODEX_REFRESH_TOKEN_URL_OVERRIDE: 'u',
    };
    const facts = authEnvFacts(env, { providerKeyVariable: 'sk-not-a-name', isCodexApiKeyEnabled: true });
    deepEqual(facts, {
      'auth.env_openai_api_key_present': true,
      'auth.env_codex_api_key_present': false,
      'auth.env_codex_api_key_enabled': true,
      'auth.env_provider_key_name': 'configured',
      'auth.env_provider_key_present': true,
      'auth.env_refresh_token_url_override_present': true,
    });
    doesNotMatch(JSON.stringify(facts), /sk-not|value/);
  });

  it('leaves the provider out where no variable is configured, and reads no inherited name', () => {
    deepEqual(authEnvFacts({}), {
      'auth.env_openai_api_key_present': false,
      'auth.env_codex_api_key_present': false,
      'auth.env_codex_api_key_enabled': false,
      'auth.env_refresh_token_url_override_present': false,
    });
    equal(authEnvFacts({}, { providerKeyVariable: 'toString' })['auth.env_provider_key_present'], false);
  });
});

describe('errorText', () => {
  const failed = (code: string) =>
    Object.assign(new TypeError('fetch failed'), { cause: Object.assign(new Error('x'), { code }) });
  const known: ReadonlyArray<readonly [error: unknown, text: string]> = [
    [new Response('sk-secret', { status: 401 }), 'http 401'],
    [
      Object.assign(new Error('401 Incorrect API key provided: sk-123'), { status: 401, code: 'invalid_api_key' }),
      'http 401',
    ],
    [{ response: { status: 503, data: 'body' } }, 'http 503'],
    [Object.assign(new Error('long'), { status: 400, code: 'context_length_exceeded' }), 'context window exceeded'],
    [{ error: { type: 'insufficient_quota' } }, 'quota exceeded'],
    [{ code: 'usage_not_included' }, 'usage not included'],
    [{ code: 'rate_limit_exceeded', message: 'limit of org-123' }, 'rate limit exceeded'],
    [{ error: { code: 'server_is_overloaded' } }, 'server overloaded'],
    [{ code: 'invalid_prompt' }, 'invalid request'],
    [{ code: 'cyber_policy' }, 'cyber policy'],
    [new DOMException('late', 'TimeoutError'), 'timeout'],
    [failed('UND_ERR_HEADERS_TIMEOUT'), 'timeout'],
    [failed('ECONNREFUSED'), 'error sending request'],
    [failed('SELF_SIGNED_CERT_IN_CHAIN'), 'error sending request'],
    [new TypeError('fetch failed'), 'error sending request'],
    ['retry limit reached', 'retry limit reached'],
    [new Error('response body too large'), 'response body too large'],
  ];
  for (const [error, text] of known)
    it(`knows ${text}`, () => {
      equal(errorText(error), text);
      equal(isClosedErrorText(text), true);
    });

  it('HTTP error text is just `http 401` even when the body has a secret; rate-limit error text drops its message', () => {
    equal(
      errorText({ status: 401, body: 'sk-proj-0123456789abcdefghij', message: 'sk-proj-0123456789abcdefghij' }),
      'http 401',
    );
    equal(errorText({ code: 'rate_limit_exceeded', message: 'sk-proj-0123456789abcdefghij' }), 'rate limit exceeded');
  });

  it('cleans, cuts and straightens free text', () => {
    equal(
      errorText(new Error('the token is Bearer abcdefghijklmnop1234\nreally')),
      'the token is Bearer [REDACTED:bearer-token] really',
    );
    equal(
      errorText(new Error('cannot reach https://user:pw@host.test/?code=1 by MY_PROVIDER_KEY')),
      'cannot reach [URL] by [NAME]',
    );
    equal(errorText(new Error('word '.repeat(100))).length <= 200, true);
    equal(errorText(`${'x '.repeat(99)}a😀`), `${'x '.repeat(99)}a`);
  });

  it('quotes nothing that could not be parsed, and never throws', () => {
    const parse = () => JSON.parse('{"key": sk-proj-0123');
    let thrown: unknown;
    try {
      parse();
    } catch (error) {
      thrown = error;
    }
    equal(errorText(thrown), 'SyntaxError');
    const trap = new Proxy(new Error('x'), {
      get: () => {
        throw new Error('sk-trap');
      },
    });
    for (const error of [undefined, null, 7, {}, '', new Error(''), trap, Symbol('s')])
      equal(errorText(error), 'error');
  });
});
