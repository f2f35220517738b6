/** The 401s of the real captures, said through the public session: after each record the tags say what the record said. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { type SessionTelemetry, start } from '../../../index.js';
import { type Captured, capturedRecords, factsOf, naturalFields, timeOf } from '../../catalogue/captured.js';
import { drive } from '../../golden/drive.js';

const ids = ['request_id', 'cf_ray', 'error', 'error_code'] as const;

/** What stands in a captured record, by the names of the wire. */
const saidBy = ({ attributes }: Captured): Readonly<Record<string, unknown>> =>
  Object.fromEntries(attributes.map(([name, , value]) => [name, value]));

/** The tags of one family, under the names that the record has. */
const family = (tags: Readonly<Record<string, unknown>>, prefix: string) =>
  Object.fromEntries(ids.map((id) => [`auth.${id}`, tags[`${prefix}${id}`]]));

const idsIn = (said: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(ids.map((id) => [`auth.${id}`, said[`auth.${id}`]]));

function checkRequest(tags: Readonly<Record<string, unknown>>, said: Readonly<Record<string, unknown>>): void {
  deepEqual(family(tags, 'auth_'), idsIn(said));
  equal(tags.endpoint, said.endpoint);
  equal(tags.auth_header_attached, said['auth.header_attached']);
  equal(tags.auth_mode, said['auth.mode'] ?? said.auth_mode);
  equal(tags.auth_retry_after_unauthorized, said['auth.retry_after_unauthorized']);
  equal(tags.auth_connection_reused, said['auth.connection_reused']);
  for (const [name, value] of Object.entries(said).filter(([key]) => key.startsWith('auth.env_')))
    equal(tags[name.replace('.', '_')], value, name);
  const isRetry = said['auth.retry_after_unauthorized'] === true;
  const status = said['http.response.status_code'];
  equal(tags.auth_recovery_followup_status, isRetry ? status : undefined);
  equal(tags.auth_recovery_followup_success, isRetry ? status === 200 : undefined);
}

function checkRecovery(tags: Readonly<Record<string, unknown>>, said: Readonly<Record<string, unknown>>): void {
  deepEqual(family(tags, 'auth_401_'), idsIn(said));
  deepEqual(
    [tags.auth_recovery_mode, tags.auth_recovery_phase, tags.auth_recovery_outcome],
    [said['auth.mode'], said['auth.step'], said['auth.outcome']],
  );
}

const isTold = ({ name, lane }: Captured) =>
  lane === 'log' && /^codex\.(api_request|auth_recovery|websocket_(connect|request))$/.test(name);

for (const run of ['b_401_chatgpt', 'b_401_chatgpt_perm', 'a_openai_apikey_ws']) {
  describe(`auth-401: the capture ${run}`, () => {
    it('leaves the tags that its records say, after each of them', async () => {
      const records = capturedRecords().filter((record) => record.run === run && isTold(record));
      ok(records.length >= 3);
      const bus = start({
        env: {},
        config: { plugins: { 'auth-401': true }, quiet: true },
        programFile: '',
        workingDirectory: '',
      });
      await bus.ready;
      const facts = Object.assign({}, ...records.map(factsOf));
      const session: SessionTelemetry = bus.session({ ...facts, 'conversation.id': 'c-1' });
      let lastRecovery: Captured | undefined;
      for (const record of records) {
        drive(session, record.name, naturalFields(record), timeOf(record));
        const tags = bus.facts('c-1');
        if (record.name === 'codex.auth_recovery') lastRecovery = record;
        else if (record.name !== 'codex.websocket_request') checkRequest(tags, saidBy(record));
        if (lastRecovery) checkRecovery(tags, saidBy(lastRecovery));
      }
      equal(lastRecovery !== undefined, run.startsWith('b_401'));
      await bus.close();
    });
  });
}
