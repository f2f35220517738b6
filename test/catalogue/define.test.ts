/** Declaring events: mistakes in code are told at once, by a code, and say what to do. */
import assert from 'node:assert/strict';
import { declareEvent, defineEvents } from '../../core/catalogue/define.js';
import { lengthInBytes } from '../../core/catalogue/derive.js';
import { content, fact } from '../../core/catalogue/field.js';
import { CodexotelError } from '../../core/errors.js';

const isDeclarationError = (error: unknown) =>
  error instanceof CodexotelError &&
  error.code === 'ERR_EVENT_DECLARATION' &&
  /; |should|must|needs|write|use/.test(error.message);

describe('defineEvents', () => {
  it('declares events by their fields alone, with the full tail and the log lane', () => {
    const events = defineEvents({ 'acme.build_finished': { ok: fact.boolean, log_excerpt: content.string } });
    const { tail, lanes, fields } = events['acme.build_finished'];
    assert.deepEqual([tail, lanes, Object.keys(fields)], ['full', ['log'], ['ok', 'log_excerpt']]);
  });

  it('takes the result of declareEvent as it is', () => {
    const declared = declareEvent({ ok: fact.boolean }, { lanes: ['log', 'trace'], tail: 'none' });
    assert.equal(defineEvents({ 'acme.done': declared })['acme.done'], declared);
  });

  it('takes a field that is called like a part of a declaration', () => {
    assert.deepEqual(
      Object.keys(
        defineEvents({ 'acme.done': { fields: fact.string, lanes: fact.string, tail: fact.string } })['acme.done']
          .fields,
      ),
      ['fields', 'lanes', 'tail'],
    );
  });

  for (const name of [
    'build',
    'Acme.build',
    'acme.',
    '.build',
    'acme build',
    'acme.build-finished',
    '',
    'codex.mine',
  ]) {
    it(`refuses the name "${name}"`, () => {
      assert.throws(() => defineEvents({ [name]: { ok: fact.boolean } }), isDeclarationError);
    });
  }

  it('refuses what is no event, and what is no field', () => {
    for (const input of [null, 5, 'x', undefined])
      assert.throws(() => defineEvents({ 'acme.done': input as never }), isDeclarationError);
    for (const field of [null, 5, 'string', {}, undefined])
      assert.throws(() => defineEvents({ 'acme.done': { ok: field as never } }), isDeclarationError);
    assert.deepEqual(defineEvents(undefined as never), {});
  });

  it('refuses field names that the bus gives itself, where they would stand twice', () => {
    for (const name of ['event.name', 'event.timestamp', 'conversation.id', 'model', 'constructor', '__proto__']) {
      assert.throws(() => declareEvent({ [name]: fact.string }), isDeclarationError, name);
    }
    assert.ok(declareEvent({ model: fact.string, 'event.timestamp': fact.string }, { tail: 'none' }));
    assert.throws(
      () =>
        declareEvent({ model: fact.string }, { tail: 'none', shapes: { long: { when: () => true, tail: 'full' } } }),
      isDeclarationError,
    );
  });

  it('refuses an order of what is not there, and a field that an order takes from the session', () => {
    assert.throws(() => declareEvent({ ok: fact.boolean }, { order: ['okay'] }), isDeclarationError);
    assert.throws(() => declareEvent({ ok: fact.boolean }, { order: ['event.name'] }), isDeclarationError);
    assert.throws(
      () => declareEvent({ ok: fact.boolean }, { shapes: { short: { when: () => true, order: ['okay'] } } }),
      isDeclarationError,
    );
    assert.ok(declareEvent({ model: fact.string }, { order: ['model', 'conversation.id'], tail: 'none' }));
  });

  it('refuses a derived field whose source is not declared', () => {
    assert.throws(
      () => declareEvent({ text_length: fact.int.with({ derive: lengthInBytes('text') }) }),
      isDeclarationError,
    );
    assert.throws(() => declareEvent({ text_length: fact.int.with({ standsFor: 'toString' }) }), isDeclarationError);
  });

  it('freezes what it made, and not what it was given', () => {
    const fields = { ok: fact.boolean };
    const events = defineEvents({ 'acme.done': fields });
    assert.ok(
      Object.isFrozen(events) && Object.isFrozen(events['acme.done']) && Object.isFrozen(events['acme.done'].fields),
    );
    assert.ok(!Object.isFrozen(fields));
  });
});
