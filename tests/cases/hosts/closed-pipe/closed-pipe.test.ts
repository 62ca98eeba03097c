import { execFileSync, spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCairn, writeProgram } from '../../../fakes/cairn.ts';
import { withFrontend } from '../with-frontend.ts';

const test = suite('case: whoever reads, or runs, takes what it wants');
const LOADERS = ['--import', import.meta.resolve('tsx'), '--import', resolve('scripts/ejs-loader.mjs')];

test('export | head: no word about a reader that has gone', () =>
  withFrontend(async ({ env, withState }) => {
    // More than a pipe holds.
    await withState((state) =>
      state.addHosts(Array.from({ length: 2000 }, () => ({ appliance: 'compute' }))),
    );
    const cairn = [process.execPath, ...LOADERS, resolve('builder/cli/main.ts'), 'export'];
    const command = `${cairn.map((word) => `'${word}'`).join(' ')} | head -n 1`;
    const ran = spawnSync('bash', ['-o', 'pipefail', '-c', command], {
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    assert.is(ran.stderr, '');
    assert.match(ran.stdout, /^# Everything that a frontend knows/);
    assert.is(ran.status, 0);
  }));

test('run H -- --version: options after "--" are the command\'s', () =>
  withFrontend(async ({ folder, env, cairn }) => {
    await cairn('host', 'add', 'compute-0-0');
    const path = await writeProgram(join(folder, 'bin'), 'clush', 'printf "%s|" "$@"');
    const run = (...words: string[]) =>
      runCairn(['run', 'compute-0-0', ...words], { env: { ...env, PATH: path } });
    assert.match((await run('--', '--version')).stdout, '|-w|compute-0-0|--|--version|');
    assert.match((await run('--', 'uname', '-r')).stdout, '|-w|compute-0-0|uname|-r|');
    // What ends options for us ends them for the parser that clush has.
    const parse =
      'import optparse,sys; p=optparse.OptionParser(); p.add_option("-w"); p.disable_interspersed_args(); print(p.parse_args(sys.argv[1:])[1])';
    const parsed = execFileSync('python3', ['-c', parse, '-w', 'h', '--', '--version'], { encoding: 'utf8' });
    assert.is(parsed, "['--version']\n");
  }));

test.run();
