/** A host that only calls `start()`: everything else stands in the rc file. Run it with CODEXOTEL_CONFIG=.codexotelrc */
import { start } from 'codexotel';

const bus = start({ service: { name: 'acme', version: '2.1.0' } });
const session = bus.session({
  'conversation.id': '01a1f8c8-28f0-71b3-bbb8-c0fcae8d3958',
  model: 'gpt-5.5',
  slug: 'gpt-5.5',
});

session.userPrompt({ text: 'fix the build' });
await session.timeTool(
  { tool_name: 'shell', call_id: 'call_1', arguments: { cmd: 'make' } },
  async () => 'make: nothing to be done',
);
session.end();

const { sinks } = await bus.close(2_000);
console.log(JSON.stringify(sinks));
