/** Who may set the originator of a bus, what wins, and when it is fixed. */
import { deepEqual, doesNotMatch, equal, throws } from 'node:assert/strict';
import type { PluginSteps } from '../../../core/index.js';
import { originator, originatorOf, setDefaultOriginator } from '../../../plugins/originator/index.js';

const override = 'CODEX_INTERNAL_ORIGINATOR_OVERRIDE';
const invalid = { code: 'ERR_INVALID_HEADER_VALUE' };
const taken = { code: 'ERR_ALREADY_INITIALIZED' };

interface Made {
  readonly bus: object;
  readonly steps: PluginSteps;
  readonly reports: readonly string[];
}

/** Sets the plugin up for a bus, new unless given. */
function setUp({
  env = {},
  standard = 'codex_cli_rs',
  bus = {},
}: {
  env?: Record<string, string>;
  standard?: string;
  bus?: object;
} = {}): Made {
  const reports: string[] = [];
  const report = (message: string) => void reports.push(message);
  const steps = originator.setup({
    options: { default: standard },
    env,
    now: () => 0,
    report,
    bus,
    cleanAttributes: (attributes) => attributes,
    cleanText: (text) => text,
    resource: () => ({}),
    alter: () => undefined,
    mistake: () => undefined,
  });
  return { bus, steps, reports };
}

describe('originator: resolution', () => {
  it('is codex_cli_rs where nobody says otherwise, and can still be set after it was read', () => {
    const { bus } = setUp();
    equal(originatorOf(bus), 'codex_cli_rs');
    setDefaultOriginator(bus, 'acme');
    equal(originatorOf(bus), 'acme');
  });

  it('is the default of the options before the standard one', () => {
    equal(originatorOf(setUp({ standard: 'acme_cli' }).bus), 'acme_cli');
  });

  it('is the override of the environment before everything else', () => {
    const { bus } = setUp({ env: { [override]: 'from env' }, standard: 'acme_cli' });
    setDefaultOriginator(bus, 'acme');
    equal(originatorOf(bus), 'from env');
  });

  it('takes the override as it is: not trimmed, and empty if it is set to nothing', () => {
    equal(originatorOf(setUp({ env: { [override]: ' x ' } }).bus), ' x ');
    equal(originatorOf(setUp({ env: { [override]: '' } }).bus), '');
  });

  it('is the default, and says so once without the value, when the override cannot stand in a header', () => {
    const { bus, reports } = setUp({ env: { [override]: 'evil\nvalue' } });
    setDefaultOriginator(bus, 'acme');
    equal(originatorOf(bus), 'codex_cli_rs');
    equal(originatorOf(bus), 'codex_cli_rs');
    equal(reports.length, 1);
    doesNotMatch(reports.join(), /evil/);
  });

  it('is fixed by the first reader when the override is set', () => {
    const { bus } = setUp({ env: { [override]: 'x' } });
    equal(originatorOf(bus), 'x');
    throws(() => setDefaultOriginator(bus, 'acme'), taken);
  });
});

describe('originator: setDefaultOriginator', () => {
  it('refuses a value that cannot stand in a header, first of all and without repeating it', () => {
    const { bus } = setUp({ env: { [override]: 'x' } });
    originatorOf(bus);
    throws(
      () => setDefaultOriginator(bus, 'evil\nvalue'),
      (error: Error & { code?: string }) => {
        equal(error.code, invalid.code);
        doesNotMatch(error.message, /evil/);
        return true;
      },
    );
  });

  it('can be used once for a bus', () => {
    const { bus } = setUp();
    setDefaultOriginator(bus, 'first');
    throws(() => setDefaultOriginator(bus, 'second'), taken);
    throws(() => setDefaultOriginator(bus, 'first'), taken);
    equal(originatorOf(bus), 'first');
  });

  it('is not used up by a value that was refused', () => {
    const { bus } = setUp();
    throws(() => setDefaultOriginator(bus, '\0'), invalid);
    setDefaultOriginator(bus, 'acme');
    equal(originatorOf(bus), 'acme');
  });

  it('works before the plugin is set up', () => {
    const bus = {};
    setDefaultOriginator(bus, 'early');
    throws(() => setDefaultOriginator(bus, 'again'), taken);
    setUp({ bus, standard: 'acme_cli' });
    equal(originatorOf(bus), 'early');
  });

  it('yields to the override also when it came before the set-up', () => {
    const bus = {};
    setDefaultOriginator(bus, 'early');
    setUp({ bus, env: { [override]: 'x' } });
    equal(originatorOf(bus), 'x');
  });

  it('concerns one bus only', () => {
    const [one, other] = [setUp(), setUp()];
    setDefaultOriginator(one.bus, 'one');
    equal(originatorOf(other.bus), 'codex_cli_rs');
    setDefaultOriginator(other.bus, 'other');
    deepEqual([originatorOf(one.bus), originatorOf(other.bus)], ['one', 'other']);
  });
});

describe('originator: what it says', () => {
  it('is raw in the resource and a tag in the facts', () => {
    const { bus, steps } = setUp();
    setDefaultOriginator(bus, 'Codex Desktop');
    deepEqual(steps.resource?.(), { 'service.name': 'Codex Desktop' });
    deepEqual(steps.lateFacts?.(), { originator: 'Codex_Desktop' });
  });

  it('is read when it is asked for, not before', () => {
    const { bus, steps } = setUp();
    equal(steps.enrich, undefined);
    setDefaultOriginator(bus, 'late');
    deepEqual(steps.lateFacts?.(), { originator: 'late' });
  });
});
