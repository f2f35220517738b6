/** Error texts: which are facts, and which are content. */
import assert from 'node:assert/strict';
import { isClosedErrorText } from '../../core/catalogue/error-text.js';

describe('isClosedErrorText', () => {
  it('knows the texts that Codex makes itself', () => {
    for (const text of [
      'timeout',
      'error sending request',
      'http 401',
      'http 503',
      'api error 429',
      'idle timeout waiting for SSE',
      'stream disconnected before completion: stream closed before response.completed',
    ]) {
      assert.equal(isClosedErrorText(text), true, text);
    }
  });

  it('takes no text that holds anything else', () => {
    for (const text of [
      '',
      'http 401: key sk-1',
      'http 999',
      'http 40',
      'HTTP 401',
      ' timeout',
      'timeout\n',
      'http 401\n',
      'toString',
      'stream disconnected before completion: it is my secret',
      5,
      true,
      ['timeout'],
    ]) {
      assert.equal(isClosedErrorText(text), false, String(text));
    }
  });
});
