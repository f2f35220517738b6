import assert from 'node:assert/strict';
import { readEnvironment, readOffSwitch, readVariable } from '../../core/config/env.js';
import { describeMistake } from '../../core/errors.js';

describe('the environment', () => {
  it('is a frozen copy in which only variables are found', () => {
    process.env.CODEXOTEL_TEST_VARIABLE = 'before';
    const env = readEnvironment();
    process.env.CODEXOTEL_TEST_VARIABLE = 'after';
    delete process.env.CODEXOTEL_TEST_VARIABLE;
    assert.equal(env.CODEXOTEL_TEST_VARIABLE, 'before');
    assert.equal(env.constructor, undefined);
    assert.ok(Object.isFrozen(env));
  });

  it('takes an empty variable for none, and no inherited name for a variable', () => {
    assert.equal(readVariable({ NAME: '  ' }, 'NAME'), undefined);
    assert.equal(readVariable({ NAME: ' x ' }, 'NAME'), 'x');
    assert.equal(readVariable({}, 'constructor'), undefined);
  });

  const off = [
    { CODEXOTEL_DISABLED: '1' },
    { CODEXOTEL_DISABLED: 'TRUE' },
    { OTEL_SDK_DISABLED: 'True' },
    { DO_NOT_TRACK: '1' },
    { DO_NOT_TRACK: 'yes' },
  ];
  for (const env of off) {
    it(`switches everything off for ${JSON.stringify(env)}`, () => {
      const { variable, mistakes, warnings } = readOffSwitch(env);
      assert.deepEqual([variable, mistakes, warnings], [Object.keys(env)[0], [], []]);
    });
  }

  const on = [
    {},
    { CODEXOTEL_DISABLED: '' },
    { CODEXOTEL_DISABLED: '0' },
    { CODEXOTEL_DISABLED: 'false' },
    { OTEL_SDK_DISABLED: '1' },
    { DO_NOT_TRACK: '0' },
  ];
  for (const env of on) {
    it(`switches nothing off for ${JSON.stringify(env)}`, () => {
      const { variable, mistakes } = readOffSwitch(env);
      assert.deepEqual([variable, mistakes], [undefined, []]);
    });
  }

  it('tells a CODEXOTEL_DISABLED that says neither yes nor no, without its value', () => {
    const { variable, mistakes } = readOffSwitch({ CODEXOTEL_DISABLED: 'perhaps' });
    assert.equal(variable, undefined);
    assert.deepEqual(mistakes.map(describeMistake), [
      'CODEXOTEL_DISABLED must be 1, true, 0 or false; set it to 1 to switch telemetry off, or unset it',
    ]);
  });
});
