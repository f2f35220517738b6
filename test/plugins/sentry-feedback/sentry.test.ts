/** With the real Sentry SDK in a process of its own: what arrives at the server. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { TagReport } from '../../../plugins/sentry-feedback/index.js';
import { type ArrivedEvent, type EnvelopeReceiver, itemsOf, startEnvelopeReceiver } from './envelopes.js';

const programOf = (name: string) => fileURLToPath(new URL(`./${name}.js`, import.meta.url));
const program = programOf('sentry-host');

/** Tags by what was reported: `an error`, `a message`, `a feedback`. */
type Tags = Readonly<Record<string, ArrivedEvent['tags']>>;

describe('sentry-feedback with @sentry/node', () => {
  let receiver: EnvelopeReceiver;

  beforeEach(async () => {
    receiver = await startEnvelopeReceiver();
  });

  afterEach(() => receiver.close());

  async function report(scenario: string): Promise<{ tags: Tags; report: TagReport | null }> {
    const env = { ...process.env, DSN: receiver.dsn, SCENARIO: scenario };
    const { stdout } = await promisify(execFile)(process.execPath, [program], { env });
    const tags = Object.fromEntries(receiver.events.map((event) => [subjectOf(event), event.tags]));
    assert.deepEqual(Object.keys(tags).sort(), ['a feedback', 'a message', 'an error']);
    assert.equal(receiver.events.length, 3);
    return { tags, report: JSON.parse(stdout) };
  }

  it('puts the facts on an error, a message and a feedback', async () => {
    const { tags } = await report('usual');
    const expected = {
      conversation_id: 'c-1',
      model: 'gpt-5.5',
      auth_request_id: 'req-1',
      auth_401_count: '2',
      is_refreshed: 'true',
    };
    for (const subject of ['an error', 'a message', 'a feedback']) assert.deepEqual(tags[subject], expected, subject);
  });

  it('puts the tags of the last 401 of the session that runs on all three, and on a feedback with its attachment', async () => {
    await promisify(execFile)(process.execPath, [programOf('bus-host')], {
      env: { ...process.env, DSN: receiver.dsn },
    });
    const tags = Object.fromEntries(receiver.events.map((event) => [subjectOf(event), event.tags ?? {}]));
    for (const subject of ['an error', 'a message', 'a feedback']) {
      const { trace_id, auth_401_at, ...said } = tags[subject] ?? {};
      assert.match(String(trace_id), /^[0-9a-f]{32}$/, subject);
      assert.match(String(auth_401_at), /^\d{4}-\d\d-\d\dT/, subject);
      assert.deepEqual(
        said,
        {
          conversation_id: 'c-1',
          auth_mode: 'Chatgpt',
          originator: 'codex_cli_rs',
          endpoint: '/responses',
          auth_401_request_id: 'req_golden_401',
          auth_401_cf_ray: '8c0ffee123abc-LHR',
          auth_401_error: 'missing_authorization_header',
          auth_401_error_code: 'token_expired',
          auth_recovery_mode: 'managed',
          auth_recovery_phase: 'reload',
          auth_recovery_outcome: 'recovery_succeeded',
        },
        subject,
      );
    }
    assert.deepEqual(tags['between sessions'], { open_sessions: '2' });
    const items = receiver.requests.flatMap(({ body }) => itemsOf(body));
    const attachment = items.find(({ header }) => header.type === 'attachment');
    assert.equal(attachment?.header.filename, 'note.txt');
    assert.equal(attachment?.payload.toString(), 'attached');
  });

  it('leaves errors and messages alone when told so', async () => {
    const { tags } = await report('feedback-only');
    assert.deepEqual(tags['an error'] ?? {}, {});
    assert.deepEqual(tags['a message'] ?? {}, {});
    assert.equal(tags['a feedback']?.model, 'gpt-5.5');
  });

  it('lets the own tags of the host win', async () => {
    const { tags } = await report('own-tags');
    for (const subject of ['an error', 'a feedback']) {
      assert.equal(tags[subject]?.model, 'the host says');
      assert.equal(tags[subject]?.team, 'a');
      assert.equal(tags[subject]?.auth_request_id, 'req-1');
    }
  });

  it('makes hostile facts legal or leaves them out, and says which', async () => {
    const { tags, report: told } = await report('hostile');
    for (const subject of ['an error', 'a message', 'a feedback']) {
      const entries = Object.entries(tags[subject] ?? {});
      assert.equal(entries.length, 8);
      for (const [key, value] of entries) {
        assert.match(key, /^[a-zA-Z0-9_.:-]{1,32}$/);
        assert.ok(typeof value === 'string' && value.length > 0 && value.length <= 200 && value.isWellFormed());
        assert.doesNotMatch(value, /[\n\r\0]/);
      }
      assert.equal(tags[subject]?.lines, 'one two three');
      assert.equal(tags[subject]?.emoji, '😀'.repeat(100));
    }
    const lost = {
      release: 'reserved',
      environment: 'reserved',
      object: 'bad_value',
      empty: 'empty',
      null: 'bad_value',
    };
    assert.deepEqual(told?.lost, { ...lost, '': 'bad_key' });
    assert.ok(told?.changed.includes('a key with spaces and ümlauts'));
  });

  it('loses no event of the host when the bus throws', async () => {
    const { tags } = await report('throwing');
    assert.deepEqual(
      Object.values(tags).map((own) => own ?? {}),
      [{}, {}, {}],
    );
  });
});

function subjectOf({ message, exception, contexts }: ArrivedEvent): string {
  return contexts?.feedback?.message ?? exception?.values[0]?.value ?? message ?? 'nothing known';
}
