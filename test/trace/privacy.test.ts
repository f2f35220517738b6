/** Who sees what on spans: over all switches no identity and no content, in no attribute, no name and no event. */
import assert from 'node:assert/strict';
import { type CodexEvents, codexEvents } from '../../core/catalogue/index.js';
import { sessionFacts } from '../../core/catalogue/session-facts.js';
import { spanRecord } from '../../core/catalogue/span-attributes.js';
import { contentSwitches, eachSwitch, type FieldDeclaration } from '../../core/events.js';
import { memorySink } from '../../core/testing/memory-sink.js';
import { testBus } from '../../core/testing/test-bus.js';

/** A text in every text field that tells the class of the field. */
const marksFor = (fields: Readonly<Record<string, FieldDeclaration>>) =>
  Object.fromEntries(
    Object.entries(fields)
      .filter(([, { type, values }]) => type === 'string' && !values)
      .map(([name, field]) => [name, `<${field.class} ${name}>`]),
  );

describe('spans', () => {
  for (let bits = 0; bits < 64; bits++) {
    const on = eachSwitch((name) => (bits & (1 << contentSwitches.indexOf(name))) !== 0);
    it(`hold facts alone with switches ${bits.toString(2).padStart(6, '0')}`, async () => {
      const spans = memorySink({ name: 'spans', unit: 'span', lane: 'trace' });
      const { bus } = testBus({ switches: on, plugins: [spans.plugin] });
      const session = bus.session(marksFor(sessionFacts));
      const note = { 'acme.note': '<content acme.note>', prompt: '<content prompt>' };
      await session.turn({ ...marksFor(spanRecord.fields), ...note } as never, async (turn) => {
        for (const name of Object.keys(codexEvents) as (keyof CodexEvents)[])
          session.emit(name, { ...marksFor(codexEvents[name].fields), 'acme.note': '<content acme.note>' } as never);
        turn.set({ ...note, 'user.email': '<identity user.email>' } as never);
        await session.timeTool({ tool_name: 'shell', call_id: '1', arguments: '<content a>' }, () => '<content o>');
      });
      await bus.close();
      const text = JSON.stringify(
        spans.records.map(({ fields, undeclared, session: facts, span }) => [fields, undeclared, facts, span]),
        (key, value) => (key === 'declaration' ? undefined : value),
      );
      assert.match(text, /<fact gen_ai\.request\.model>/);
      assert.match(text, /<fact tool_name>/);
      assert.doesNotMatch(text, /<(identity|content) /);
    });
  }
});
