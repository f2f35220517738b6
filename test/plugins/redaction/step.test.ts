/** The step: which texts of an event are cleaned, and that a clean event is left as it is. */
import { deepEqual, doesNotMatch, equal, ok, throws } from 'node:assert/strict';
import { type Fields, fact, type TelemetryEvent } from '../../../core/index.js';
import { stepsOf, toolResult } from './events.js';

const key = 'sk-0123456789abcdefghij';

function redacted(event: TelemetryEvent): TelemetryEvent {
  const result = stepsOf().redact?.(event);
  ok(result, 'the step returns a changed event');
  return result;
}

describe('redaction: step', () => {
  it('returns nothing for an event without a secret', () => {
    const event = toolResult(
      { tool_name: 'shell', output: 'all is well', success: true },
      { undeclared: { note: ['fine', { n: 1 }] } },
    );
    equal(stepsOf().redact?.(event), undefined);
  });

  it('sees a token in a declared field that was cut off, by every mark of a cut and at the end of a long text', () => {
    const rest = `${'gh'}p_0123456789abcdef`;
    const marks = [
      '…',
      ' …',
      '...',
      '[...]',
      '\n[... telemetry preview truncated ...]',
      ' [truncated]',
      '…\n',
      '...\r\n',
    ];
    for (const mark of marks)
      equal(redacted(toolResult({ output: `see ${rest}${mark}` })).fields.output, `see [REDACTED:github-token]${mark}`);
    const long = 'word '.repeat(60);
    equal(redacted(toolResult({ output: `${long}${rest}` })).fields.output, `${long}[REDACTED:github-token]`);
  });

  it('cleans declared fields and leaves the event that it was given alone', () => {
    const event = toolResult({ tool_name: 'shell', arguments: `curl -H ${key}`, output: 'fine', duration_ms: 5 });
    const clean = redacted(event);
    deepEqual(
      { ...clean.fields },
      { tool_name: 'shell', arguments: 'curl -H [REDACTED:openai-key]', output: 'fine', duration_ms: 5 },
    );
    equal(event.fields.arguments, `curl -H ${key}`);
    equal(clean.session, event.session);
  });

  it('cleans names and values of undeclared attributes on every level', () => {
    const { undeclared } = redacted(
      toolResult({}, { undeclared: { list: ['x', { deep: [`a ${key}`] }], [key]: 1, plain: true } }),
    );
    deepEqual(JSON.parse(JSON.stringify(undeclared)), {
      list: ['x', { deep: ['a [REDACTED:openai-key]'] }],
      '[REDACTED:openai-key]': 1,
      plain: true,
    });
  });

  it('knows a name again, before and after a thousand others', () => {
    const { redact } = stepsOf();
    const clean = (undeclared: Fields) => redact?.(toolResult({}, { undeclared }))?.undeclared;
    const others = Object.fromEntries(Array.from({ length: 1_000 }, (_, at) => [`other-${at}`, 'open sesame']));
    for (const given of [{}, {}, others]) {
      const cleaned = clean({ ...given, Password: 'open sesame', [key]: 'x', note: 'open sesame' });
      deepEqual(
        { ...cleaned },
        { ...given, Password: '[REDACTED:secret]', '[REDACTED:openai-key]': 'x', note: 'open sesame' },
      );
    }
  });

  it('hides a value whose name says that it is a secret, whatever it looks like', () => {
    const { undeclared } = redacted(
      toolResult(
        {},
        { undeclared: { apiKey: 'four', auth: { Password: ['open sesame'] }, token: 12345678, token_count: 12345678 } },
      ),
    );
    deepEqual(JSON.parse(JSON.stringify(undeclared)), {
      apiKey: '[REDACTED:secret]',
      auth: { Password: ['[REDACTED:secret]'] },
      token: '[REDACTED:secret]',
      token_count: 12345678,
    });
  });

  it('hides the headers that carry credentials, whatever their scheme', () => {
    const headers = { Authorization: 'opaque words', 'set-cookie': ['sid=opaque; Path=/'], accept: 'text/html' };
    const { undeclared } = redacted(
      toolResult(
        {},
        { undeclared: { headers, 'http.request.header.cookie': ['sid=opaque'], user_authorization: 'high' } },
      ),
    );
    deepEqual(JSON.parse(JSON.stringify(undeclared)), {
      headers: { Authorization: '[REDACTED:secret]', 'set-cookie': ['[REDACTED:secret]'], accept: 'text/html' },
      'http.request.header.cookie': ['[REDACTED:secret]'],
      user_authorization: 'high',
    });
  });

  it('sees the shortest secret of all in a declared field', () => {
    equal(redacted(toolResult({ output: '://:x@y' })).fields.output, '://[REDACTED:credentials]@y');
  });

  it('hides a declared field of such a name too', () => {
    const declaration = {
      fields: { 'acme.auth_token': fact.string },
      tail: 'full',
      lanes: ['log'],
      shapes: {},
    } as const;
    const { fields } = redacted({ ...toolResult({ 'acme.auth_token': 'opaque words' }), declaration });
    equal(fields['acme.auth_token'], '[REDACTED:secret]');
  });

  it('keeps an attribute named __proto__ an attribute', () => {
    const undeclared = JSON.parse(`{ "a": "${key}", "__proto__": { "polluted": "${key}" } }`);
    const clean = redacted(toolResult({}, { undeclared })).undeclared ?? {};
    deepEqual(Object.keys(clean), ['a', '__proto__']);
    equal('polluted' in {}, false);
    doesNotMatch(JSON.stringify(clean), /sk-/);
  });

  it('cleans the facts of a session once', () => {
    const { redact } = stepsOf();
    const session = Object.freeze({ 'conversation.id': 'c-1', slug: key });
    const [first, second] = [redact?.(toolResult({}, { session })), redact?.(toolResult({}, { session }))];
    equal(first?.session.slug, '[REDACTED:openai-key]');
    equal(first?.session, second?.session);
  });

  it('leaves masked fields as they are', () => {
    equal(
      stepsOf().redact?.(
        toolResult({ arguments: '[REDACTED]', output: '[REDACTED]' }, { undeclared: { password: '[REDACTED]' } }),
      ),
      undefined,
    );
  });

  it('does not swallow an exception, so that the bus refuses the event', () => {
    const fields = Object.defineProperty({}, 'output', { enumerable: true, get: () => { throw new TypeError('unreadable'); } }); // biome-ignore format: one line
    throws(() => stepsOf().redact?.(toolResult(fields)), TypeError);
  });

  it('takes no part when the patterns are switched off', () => {
    deepEqual(Object.keys(stepsOf({ patterns: [] })), ['describe']);
  });
});
