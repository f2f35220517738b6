/** The ring of recent events: bounded by bytes, whatever is put into it. */
import { deepEqual, equal, ok } from 'node:assert/strict';
import { EventRing, standardRingBytes } from '../../../plugins/sentry-feedback/event-ring.js';

const text = (ring: EventRing, conversation = 'c') => ring.read(conversation).toString();

describe('the event ring', () => {
  it('ring of 8 after 10 bytes keeps the last 8', () => {
    const ring = new EventRing(8);
    ring.push('c', '012345678');
    equal(text(ring), '2345678\n');
  });

  it('drops the oldest lines, and keeps conversations apart', () => {
    const ring = new EventRing(9);
    ring.push('c', 'one');
    ring.push('d', 'two');
    equal(text(ring), 'one\n');
    ring.push('c', 'six');
    deepEqual([text(ring), text(ring, 'd'), text(ring, 'e')], ['six\n', 'two\n', '']);
  });

  it('cuts no character', () => {
    const ring = new EventRing(4);
    ring.push('c', 'é😀');
    equal(text(ring), '\n');
    ring.push('c', '😀éa');
    equal(text(ring), 'éa\n');
  });

  it('stays within its bound over a hundred thousand lines, in memory, too', () => {
    const ring = new EventRing(10_000);
    for (let n = 0; n < 100_000; n++) ring.push('c', `line ${n}`);
    ok(ring.read('c').byteLength <= 10_000);
    ok(text(ring).endsWith('line 99999\n'));
    equal(standardRingBytes, 4_194_304);
  });
});
