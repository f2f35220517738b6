/** The words in which fields are declared. */
import assert from 'node:assert/strict';
import { lengthInBytes } from '../../core/catalogue/derive.js';
import { asPascalCase, asText, content, fact, identity } from '../../core/catalogue/field.js';
import { CodexotelError } from '../../core/errors.js';

const isDeclarationError = (error: unknown) =>
  error instanceof CodexotelError && error.code === 'ERR_EVENT_DECLARATION';

describe('field words', () => {
  it('offer facts to both lanes, and everything else to the log lane alone', () => {
    assert.deepEqual(
      [fact.int.lanes, identity.string.lanes, content.string.lanes],
      [['log', 'trace'], ['log'], ['log']],
    );
  });

  it('give content a switch, whatever else is said', () => {
    assert.equal(content.string.switch, 'log_tool_content');
    assert.equal(content.string.with({ switch: 'log_user_prompt' }).switch, 'log_user_prompt');
    assert.equal(fact.string.switch, undefined);
    assert.throws(() => content.string.with({ switch: undefined } as never), isDeclarationError);
  });

  it('refuse to open the trace lane to content or identity, but for values that are facts', () => {
    for (const open of [content.string, identity.string]) {
      assert.throws(() => open.with({ lanes: ['log', 'trace'] } as never), isDeclarationError);
      assert.throws(() => open.with({ lanes: 'trace' } as never), isDeclarationError);
    }
    assert.deepEqual(content.string.with({ lanes: ['log', 'trace'], isFact: (value) => value === 'timeout' }).lanes, [
      'log',
      'trace',
    ]);
  });

  it('refuse a derived field that is no fact: it would bypass the switch of what it follows from', () => {
    assert.throws(
      () => content.string.with({ derive: { from: 'prompt', compute: (text) => text } }),
      isDeclarationError,
    );
    assert.throws(
      () => fact.int.with({ switch: 'log_user_prompt', derive: lengthInBytes('prompt') }),
      isDeclarationError,
    );
  });

  it('are frozen, and with() leaves its field as it was', () => {
    const narrow = fact.int.with({ lanes: 'trace' });
    assert.ok(Object.isFrozen(fact) && Object.isFrozen(narrow) && Object.isFrozen(narrow.lanes));
    assert.deepEqual([narrow.lanes, fact.int.lanes], [['trace'], ['log', 'trace']]);
  });

  it('keep a closed list from changing with its source', () => {
    const values = ['a', 'b'] as const;
    assert.deepEqual(fact.oneOf(...values).values, ['a', 'b']);
    assert.ok(Object.isFrozen(fact.oneOf(...values).values));
  });
});

describe('spellings', () => {
  it('write numbers and booleans as text, and leave structures', () => {
    assert.deepEqual([asText(5), asText(true), asText('x'), asText(['x'])], ['5', 'true', 'x', ['x']]);
  });

  it('write closed words in Pascal case, also those that are already', () => {
    assert.deepEqual(['user', 'automated_reviewer', 'AutomatedReviewer', ''].map(asPascalCase), [
      'User',
      'AutomatedReviewer',
      'AutomatedReviewer',
      '',
    ]);
  });
});
