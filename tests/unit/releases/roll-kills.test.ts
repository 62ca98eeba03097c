// Time limit: 20 minutes
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { runCairn } from '../../fakes/cairn.ts';
import { closeFakeBuild } from '../build/fake-build.ts';
import { openFakeFrontend, writeFakeRoll } from './made-here.ts';

/** Seed of the moments; another one gives others. */
const SEED = Number(process.env['CAIRN_SEED'] ?? 20);
const KILLS = 20;
const LOADERS = ['--import', import.meta.resolve('tsx'), '--import', resolve('scripts/ejs-loader.mjs')];
const PROGRAM = [...LOADERS, resolve('builder/cli/main.ts')];

/** A number from 0 to 1 that looks like chance, and is the same each time. */
function chance(count: number): number {
  return createHash('sha256').update(`${SEED} roll ${count}`).digest().readUInt32BE(0) / 2 ** 32;
}

const sha256 = (file: string): string => createHash('sha256').update(readFileSync(file)).digest('hex');

/** Every release that has a name is whole. @returns their names */
function checkServed(releases: string, moment: string): readonly string[] {
  const ids = readdirSync(releases).filter((name) => !name.startsWith('.') && name !== 'current');
  for (const id of ids) {
    assert.match(id, /^[0-9a-f]{12}$/, moment);
    for (const below of ['', 'install/']) {
      const list = readFileSync(join(releases, id, `${below}SHA256SUMS`), 'utf8').trimEnd();
      for (const line of list.split('\n')) {
        const path = join(releases, id, below, line.slice(66));
        assert.is(sha256(path), line.slice(0, 64), `${moment}: ${path}`);
      }
    }
  }
  return ids;
}

const test = suite(`cairn roll add that is killed (seed ${SEED})`);
test('serves nothing half done, and the next one cleans up and ends well', async () => {
  const frontend = await openFakeFrontend();
  const { fake, served, medium, keyring, env } = frontend;
  const releases = join(served, 'releases');
  const good = async (...words: readonly string[]): Promise<string> => {
    const { exitCode, stdout, stderr } = await runCairn(words, { env });
    assert.is(exitCode, 0, `${stdout}\n${stderr}`);
    return stdout;
  };
  /**
   * @param killAfter so many turns of waiting
   * @returns how many turns it took, and how it ended: a number, or null when it was killed
   */
  const add = async (roll: string, killAfter = Number.POSITIVE_INFINITY) => {
    const words = ['roll', 'add', join(fake.dir, roll)];
    const options = { env: { ...process.env, ...env }, stdio: 'ignore' } as const;
    const child = spawn(process.execPath, [...PROGRAM, ...words], options);
    let isOver = false;
    const ended = new Promise<number | null>((done) =>
      child.once('close', (code) => {
        isOver = true;
        done(code);
      }),
    );
    let turns = 0;
    for (; !isOver && turns < killAfter; turns += 1) await wait(10);
    if (!isOver) child.kill('SIGKILL');
    return { code: await ended, turns };
  };
  try {
    const first = /[0-9a-f]{12}/.exec(await good('release', 'import', medium, '--key', keyring))![0];
    await good('release', 'use', first);
    await writeFakeRoll(frontend, 'warm/warm', 'warm\n');
    const { code, turns } = await add('warm/warm');
    assert.is(code, 0);
    let killed = 0;
    for (let at = 0; at < KILLS; at += 1) {
      await writeFakeRoll(frontend, `rolls-${at}/extra`, `word ${at}\n`);
      const moment = Math.round(chance(at) * turns);
      if ((await add(`rolls-${at}/extra`, moment)).code === null) killed += 1;
      const ids = checkServed(releases, `killed after ${moment} turns`);
      assert.ok(ids.includes(first));
    }
    assert.ok(killed > KILLS / 4, `${killed} were killed at work`);
    const before = checkServed(releases, 'before the last');
    await writeFakeRoll(frontend, 'last/extra', 'the last word\n');
    await good('roll', 'add', join(fake.dir, 'last/extra'));
    assert.is(checkServed(releases, 'in the end').length, before.length + 1);
    const left = readdirSync(releases).filter((name) => /^\.(?!lock$)/.test(name));
    assert.equal(left, [], 'nothing is left over');
    assert.ok(existsSync(join(releases, 'current/medium.json')));
  } finally {
    await closeFakeBuild(fake);
  }
});
test.run();
