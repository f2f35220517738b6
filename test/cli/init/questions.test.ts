/** The three questions of `codexotel init`, asked over streams in place of a terminal. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { findAnswers } from '../../../cli/init/answers.js';
import { parseInitArguments } from '../../../cli/init/arguments.js';
import { useFolders } from '../../config/folders.js';

describe('codexotel init on a terminal', () => {
  const makeFolder = useFolders();

  /** Gives one answer after each question; `undefined` hangs up. */
  async function converse(args: readonly string[], answers: ReadonlyArray<string | undefined>, files = {}) {
    const folder = makeFolder({ 'package.json': '{}', ...files });
    const terminal = { input: new PassThrough(), output: new PassThrough() };
    let shown = '';
    const waiting = [...answers];
    terminal.output.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      if (!text.endsWith('] ')) return;
      const answer = waiting.shift();
      if (answer === undefined) terminal.input.end();
      else terminal.input.write(`${answer}\n`);
    });
    const env = { HOME: folder, USERPROFILE: folder };
    const found = findAnswers(parseInitArguments(args), undefined, { env, workingDirectory: folder, terminal });
    return { folder, answers: await found, shown, unused: waiting };
  }

  it('asks where to, what and whose, and takes an empty answer for the default', async () => {
    const { folder, answers, shown } = await converse([], ['', '', '']);
    assert.deepEqual(answers, { otel: { exporter: 'none' }, file: join(folder, '.codexotelrc'), owner: 'program' });
    assert.match(shown, /^1\/3 .*2\/3 .*log_user_prompt: Whether.*3\/3 /s);
    assert.ok(!shown.includes('\u001b'));
  });

  it('asks for the endpoint of an exporter, and for switches by their numbers', async () => {
    const { folder, answers } = await converse([], ['otlp-grpc', 'https://c:4317', '1 3', 'user']);
    assert.deepEqual(answers, {
      otel: {
        exporter: { 'otlp-grpc': { endpoint: 'https://c:4317' } },
        log_user_prompt: true,
        log_agent_responses: true,
      },
      file: join(folder, '.config', 'codexotel', 'config.yaml'),
      owner: 'user',
    });
  });

  it('asks again, saying why, when an answer cannot be taken', async () => {
    const { answers, shown } = await converse(
      [],
      ['http', 'otlp-http', 'localhost:4318', '', '9', 'all', 'sub/rc.yaml'],
    );
    assert.match(shown, /Write none, otlp-http or otlp-grpc\./);
    assert.match(shown, /must be a URL that begins with http:\/\/ or https:\/\//);
    assert.match(shown, /Write numbers from 1 to 6, all, or none\./);
    const { exporter, ...on } = answers?.otel ?? {};
    assert.deepEqual(exporter, { 'otlp-http': { endpoint: 'http://localhost:4318/v1/logs', protocol: 'binary' } });
    assert.deepEqual(Object.values(on), [true, true, true, true, true, true]);
    assert.ok(answers?.file.endsWith(join('sub', 'rc.yaml')));
    assert.equal(answers?.owner, undefined);
  });

  it('asks only for what the arguments leave open', async () => {
    const { shown, unused } = await converse(['--exporter', 'none', '--log-error-text'], ['program']);
    assert.match(shown, /^3\/3 /);
    assert.deepEqual(unused, []);
  });

  it('offers no place that hides, or is, a configuration in force', async () => {
    const { folder, answers, shown } = await converse([], ['', '', 'program', 'user', 'other'], {
      '.codexotelrc.json': '{}',
      '.config/codexotel/config.yaml': '',
    });
    assert.ok(shown.includes(`${join(folder, '.codexotelrc.json')} is the configuration of this program already`));
    assert.ok(shown.includes(`${join(folder, '.config/codexotel/config.yaml')} is the configuration of this user`));
    assert.equal(answers?.file, join(folder, 'other'));
  });

  it('asks nothing when the arguments say enough', async () => {
    const { shown } = await converse(['--exporter', 'none', '--out', 'rc'], []);
    assert.equal(shown, '');
  });

  it('ends when nobody is there any more', async () => {
    assert.equal((await converse([], ['otlp-http', undefined])).answers, undefined);
  });
});
