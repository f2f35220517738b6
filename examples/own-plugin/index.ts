/** A host with its own event, its own plugin and its own way out: everything in code, no file, no network. */
import { content, defineEvents, definePlugin, fact, start, withChanges } from 'codexotel';

const events = defineEvents({
  'acme.build_finished': { ok: fact.boolean, duration_ms: fact.int, team: fact.string, log_excerpt: content.string },
});

/** Adds who is building, and prints what may leave. */
const acme = definePlugin({
  name: 'acme',
  handles: ['acme.build_finished'],
  setup: () => ({
    enrich: (event) => withChanges(event, { fields: { ...event.fields, team: 'compilers' } }),
    sinks: {
      console: {
        classes: ['fact'],
        unit: 'record',
        attempt: (batch) => {
          for (const { name, fields } of batch) console.log(name, JSON.stringify(fields));
          return { kind: 'acked' };
        },
      },
    },
  }),
});

const bus = start({ service: { name: 'acme', version: '2.1.0' }, events, plugins: [acme] });
bus.on('acme.build_finished', ({ fields }) => console.log(fields.ok ? 'the build is fine' : 'the build failed'));
bus.emit('acme.build_finished', { ok: true, duration_ms: 812, log_excerpt: 'token=abc123abc123' });
const { sinks } = await bus.close();
console.log(JSON.stringify(sinks['acme.console']));
