import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { codexEvents } from '../core/catalogue/index.js';
import type { EventDeclaration } from '../core/events.js';
import { testBus } from '../core/testing/test-bus.js';
import { fillBlocks } from '../scripts/generate/blocks.js';
import { publicNames } from '../scripts/generate/event-differences.js';
import { eventWords } from '../scripts/generate/event-words.js';
import { generatedFiles, root } from '../scripts/generate/files.js';

describe('a file that is made of the sources', () => {
  for (const { path, text } of generatedFiles()) {
    it(`is what \`npm run generate\` would write: ${path}`, () => {
      const isFresh = readFileSync(new URL(path, root), 'utf8') === text;
      assert.ok(isFresh, `${path} is stale: run \`npm run generate\` and commit what it writes`);
    });
  }
});

describe('what the page of events says besides the catalogue', () => {
  it('names fields that there are, and methods that say the event', async () => {
    for (const { event, wire } of publicNames.filter((one) => one.wire !== undefined)) {
      const { fields } = new Map<string, EventDeclaration>(Object.entries(codexEvents)).get(event) ?? {};
      assert.ok(fields && Object.hasOwn(fields, String(wire)), `${event} ${wire}`);
    }
    const { bus } = testBus({ switches: { log_agent_responses: true, log_guardian_assessments: true } });
    const heard: string[] = [];
    bus.on('*', (name) => heard.push(name));
    await bus.ready;
    const session = bus.session();
    for (const [name, { methods }] of Object.entries(eventWords)) {
      for (const method of methods) {
        heard.length = 0;
        const call = session[method] as (...given: unknown[]) => unknown;
        await call.apply(session, [...(given[method] ?? [{}])]);
        assert.deepEqual(heard, [name], method);
      }
    }
    await bus.close();
  });
});

/** What a method takes, where an empty object will not do. */
const given: Readonly<Record<string, readonly unknown[]>> = {
  userPrompt: [{ text: 'x' }],
  recordWebsocketEvent: ['close', 5],
  logSseEvent: ['timeout', 5],
  sseEventFailed: ['x', {}],
  domainPolicyEvaluated: [{ baseline: 'allowed' }],
  timeRequest: [{}, () => undefined],
  timeTool: [{}, () => undefined],
};

describe('generated blocks of a page', () => {
  const page = 'before\n<!-- generated: one -->\nold\n<!-- end -->\nafter\n';

  it('are filled, and what stands around them stays', () => {
    const fresh = fillBlocks(page, { one: '| $& |' });
    assert.equal(fresh, 'before\n<!-- generated: one -->\n| $& |\n<!-- end -->\nafter\n');
    assert.equal(fillBlocks(fresh, { one: '| $& |' }), fresh);
  });

  it('are neither forgotten nor unknown', () => {
    assert.throws(() => fillBlocks(page, {}), /the block one is unknown/);
    assert.throws(() => fillBlocks(page, { one: '', two: '' }), /no page has the block two/);
    assert.throws(() => fillBlocks(page + page, { one: '' }), /stands there twice/);
  });
});
