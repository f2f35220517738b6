/** The house, as a test: floors, doorkeepers, and who may know whom. */
import assert from 'node:assert/strict';
import { circlesIn, codeOf, type Import, importsOf, sourcesIn, textOf } from './sources.js';

/** Files of core by floor, by their path in `core/`; a file imports only from its own floor or below. The first match counts. */
const floors: ReadonlyArray<readonly [floor: number, files: RegExp]> = [
  [0, /^(events|steps|errors|deadline|metrics\/point)\.ts$/],
  [
    1,
    /^(plugin|normalise|cut|stamps|header-value|feedback-report|user-agent|proxy-url)\.ts$|^catalogue\/|^auth\/|^(part-of|message-of)\.ts$|^metrics\/(bounds|rules|series|instrument|store|sorts|tags|timer|client|record|session-metrics|session-measures|runtime-summary|names|config|clean|process-start)\.ts$|^(targets|system)\.ts$|^trace\/(traceparent|tracestate)\.ts$|^config\/((.+-)?schema|mapping|plain|interpolate|finding|suggest|config|defaults|settings|conceal|show|standard-values)\.ts$/,
  ],
  [
    2,
    /^(hooks|signals|guard)\.ts$|^delivery\/|^trace\/(from-environment|host-context|ids)\.ts$|^config\/(env|file-kind|read-file|package-root|trusted-owner)\.ts$/,
  ],
  [
    3,
    /^(plugin-packages|bus|life|intake|bus-parts|setup|engine|event-line|pipeline|prepared-line|settle|candidates|install|reuse|unopened-sinks|wind-down|checked-steps|describe|exit|waiting-list|self-telemetry|leave-by-signal|stderr|text-cleaner|feedback)\.ts$|^session\/|^metrics\/|^trace\//,
  ],
  [
    4,
    /^config\/(index|load|resolve|tighten|layer|workspace|places|parse|(own|standard|exporter)-variables|resource-attributes|unverified-tls)\.ts$/,
  ],
  [5, /^(index|start|otel-provider|otlp-metrics|user-hash)\.ts$|^testing\//],
];

/** The only files that know a package. */
const doorkeepers: Readonly<Record<string, RegExp>> = {
  'https-proxy-agent': /^core\/delivery\/proxied-post\.ts$/,
  tapable: /^core\/hooks\.ts$/,
  mitt: /^core\/signals\.ts$/,
  cosmiconfig: /^core\/config\/parse\.ts$/,
  'import-meta-resolve': /^core\/plugin-packages\.ts$/,
  'smol-toml': /^core\/config\/parse\.ts$/,
  valibot: /^core\/config\/((.+-)?schema|mapping|layer)\.ts$|^plugins\/[^/]+\/(index|options|headers|own-rule)\.ts$/,
  '@bufbuild/protobuf': /^core\/testing\/receiver\/|^plugins\/otlp\//,
  '@grpc/grpc-js': /^plugins\/otlp\//,
};

const core = sourcesIn('core');
const everything = [...core, ...sourcesIn('plugins'), ...sourcesIn('cli'), 'index.ts'];
const imports: readonly Import[] = everything.flatMap(importsOf);
const show = (found: readonly Import[]) => found.map(({ from, what }) => `${from} → ${what}`);

function floorOf(path: string): number {
  const floor = floors.find(([, files]) => files.test(path.replace('core/', '')))?.[0];
  assert.ok(floor !== undefined, `${path} stands on no floor: add it to the table`);
  return floor;
}

describe('the floors of core', () => {
  it('have a place for every file', () => {
    assert.ok(core.length > 50);
    for (const path of core) floorOf(path);
  });

  it('are only looked down from', () => {
    const upward = imports.filter(
      ({ from, what, isPackage }) =>
        !isPackage && from.startsWith('core/') && what.startsWith('core/') && floorOf(what) > floorOf(from),
    );
    assert.deepEqual(show(upward), []);
  });

  it('have no package on the ground floor but for types', () => {
    const found = imports.filter(
      ({ from, isPackage, isTypeOnly }) => isPackage && !isTypeOnly && from.startsWith('core/') && floorOf(from) === 0,
    );
    assert.deepEqual(show(found), []);
  });

  it('have no circle of imports but of types', () => {
    const own = imports.filter(
      ({ from, isPackage, isTypeOnly }) => !isPackage && !isTypeOnly && from.startsWith('core/'),
    );
    const graph = new Map(core.map((path) => [path, own.filter(({ from }) => from === path).map(({ what }) => what)]));
    assert.deepEqual(circlesIn(graph), []);
  });
});

describe('doorkeepers', () => {
  for (const [name, keeper] of Object.entries(doorkeepers)) {
    it(`let ${name} in at one place`, () => {
      const users = imports.filter(({ what, isPackage }) => isPackage && what === name);
      assert.ok(users.length > 0, 'it is used');
      assert.deepEqual(show(users.filter(({ from }) => !keeper.test(from))), []);
    });
  }

  it('let process.env in at one place', () => {
    assert.deepEqual(
      everything.filter((path) => /\bprocess\s*\.\s*env\b|\bprocess\s*\[/.test(codeOf(path))),
      ['core/config/env.ts'],
    );
  });

  it('keep code generation out', () => {
    assert.deepEqual(
      everything.filter((path) => /\bnew Function\b|\beval\(/.test(codeOf(path))),
      [],
    );
  });
});

describe('who knows whom', () => {
  it('core knows no plugin, no command and no OpenTelemetry', () => {
    const found = imports.filter(
      ({ from, what }) =>
        from.startsWith('core/') && /^(plugins|cli|examples|bench)\/|^index\.ts$|^@opentelemetry\//.test(what),
    );
    assert.deepEqual(show(found), []);
  });

  it('a plugin knows public doors, of core and of other plugins, its own folder and packages, as a stranger would', () => {
    const folderOf = (path: string) => path.split('/').slice(0, 2).join('/');
    const isDoor = (path: string) => /^(core|plugins\/[^/]+)\/index\.ts$/.test(path);
    const found = imports.filter(
      ({ from, what, isPackage }) =>
        from.startsWith('plugins/') && !isPackage && !isDoor(what) && folderOf(what) !== folderOf(from),
    );
    assert.deepEqual(show(found), []);
  });

  it('the command knows the public doors and its own folder', () => {
    // It writes and explains configurations, which are no business of a host: a door of its own keeps the public one small.
    const doors = ['index.ts', 'core/testing/index.ts', 'core/config/index.ts', 'plugins/redaction/index.ts'];
    const found = imports.filter(
      ({ from, what, isPackage }) =>
        from.startsWith('cli/') && !isPackage && !what.startsWith('cli/') && !doors.includes(what),
    );
    assert.deepEqual(show(found), []);
  });

  it('the package’s door loads two small packages with it, and others only when they are needed', () => {
    const reached = new Set(['index.ts']);
    const packages = new Set<string>();
    for (const path of reached)
      for (const { what, isPackage, isLazy, isTypeOnly } of importsOf(path)) {
        if (isLazy || isTypeOnly || what.startsWith('node:')) continue;
        (isPackage ? packages : reached).add(what);
      }
    assert.ok(reached.size > 50);
    assert.deepEqual([...packages].sort(), ['mitt', 'tapable']);
  });

  it('the package’s door loads plugins only when they are needed', () => {
    const found = imports.filter(
      ({ from, what, isLazy, isTypeOnly }) =>
        from === 'index.ts' && what.startsWith('plugins/') && !isLazy && !isTypeOnly,
    );
    assert.deepEqual(show(found), []);
    assert.ok(imports.some(({ from, isLazy }) => from === 'index.ts' && isLazy));
  });

  it('only the plugins and packages that are declared are imported', () => {
    const { dependencies } = JSON.parse(textOf('package.json')) as { dependencies: Readonly<Record<string, string>> };
    const packages = new Set(
      imports
        .filter(({ isPackage, isTypeOnly, what }) => isPackage && !isTypeOnly && !what.startsWith('node:'))
        .map(({ what }) => what),
    );
    assert.deepEqual(
      [...packages].filter((name) => !(name in dependencies)),
      [],
    );
  });
});

describe('the sources', () => {
  it('open by saying their one idea', () => {
    const silent = everything.filter((path) => !/^(#!.*\n)?\/\*\*/.test(textOf(path)));
    assert.deepEqual(silent, []);
  });
});
