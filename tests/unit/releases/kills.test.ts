// Time limit: 10 minutes
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { openState } from '../../../builder/frontend/state/mod.ts';
import { writeMedium } from '../../fakes/medium.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

/** Seed of the moments; another one gives others. */
const SEED = Number(process.env['CAIRN_SEED'] ?? 20);
const KILLS = 20;
const LOADERS = ['--import', import.meta.resolve('tsx'), '--import', resolve('scripts/ejs-loader.mjs')];
const PROGRAM = [...LOADERS, resolve('builder/cli/main.ts')];

/** Numbers from 0 to 1 that look like chance, and are the same each time. */
function createChance(seed: number): () => number {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`${seed} ${count}`).digest().readUInt32BE(0) / 2 ** 32;
  };
}

const isWork = (name: string): boolean => name.startsWith('.cairn-');

/** Every release that has a name is whole, and so is the one in use. */
function checkServed(served: string, moment: string): void {
  const folder = join(served, 'releases');
  const releases = readdirSync(folder).filter((name) => !name.startsWith('.') && name !== 'current');
  for (const id of releases) {
    assert.match(id, /^[0-9a-f]{12}$/, moment);
    for (const below of ['', 'install/']) {
      const lines = readFileSync(join(folder, id, `${below}SHA256SUMS`), 'utf8')
        .trimEnd()
        .split('\n');
      for (const line of lines) {
        const path = join(folder, id, below, line.slice(66));
        const sum = createHash('sha256').update(readFileSync(path)).digest('hex');
        assert.is(sum, line.slice(0, 64), `${moment}: ${path}`);
      }
    }
  }
  const current = readlinkSync(join(folder, 'current'));
  assert.ok(releases.includes(current), `${moment}: the release in use is there`);
}

const test = suite(`commands that are killed (seed ${SEED})`);
test('serve nothing half done, and the next one cleans up', async () => {
  const root = mkdtempSync(join(tmpdir(), 'cairn-kills-'));
  const served = join(root, 'served');
  const releases = join(served, 'releases');
  mkdirSync(served);
  const env = {
    ...process.env,
    CAIRN_STATE: join(root, 'state.db'),
    CAIRN_SERVED: served,
    CAIRN_SOCKET: join(root, 'cairnd.sock'),
    CAIRN_FRONTEND: join(root, 'frontend.json'),
    CAIRN_KEYS: join(root, 'keys'),
  };
  const config = { hostname: 'frontend', domain: 'cluster', address: '10.1.1.1', prefix: '16' };
  writeFileSync(env.CAIRN_FRONTEND, JSON.stringify(config));
  const chance = createChance(SEED);
  /**
   * Runs a command, and kills it so long after its first trace beside the releases.
   *
   * @returns whether it was killed, and how long its work took
   */
  const run = async (words: readonly string[], killAfterMs?: number) => {
    const child = spawn(process.execPath, [...PROGRAM, 'release', ...words], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    let isOver = false;
    const ended = new Promise<{ readonly code: number | null }>((done) =>
      child.once('close', (code) => {
        isOver = true;
        done({ code });
      }),
    );
    const old = new Set(existsSync(releases) ? readdirSync(releases).filter(isWork) : []);
    const hasBegun = (): boolean =>
      existsSync(releases) && readdirSync(releases).some((name) => isWork(name) && !old.has(name));
    while (!isOver && !hasBegun()) await wait(1);
    const beganMs = performance.now();
    if (killAfterMs !== undefined) {
      await Promise.race([wait(killAfterMs), ended]);
      child.kill('SIGKILL');
    }
    const { code } = await ended;
    return { code, workMs: performance.now() - beganMs, said };
  };
  try {
    const state = await openState(env.CAIRN_STATE);
    await state.setNetwork(PRIVATE);
    await state.close();
    const packages = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`p${at}`, '1']));
    const keys = join(root, 'keys');
    const wish = { packages, packageBytes: 100_000 };
    const one = await writeMedium(join(root, 'one'), keys, wish);
    const two = await writeMedium(join(root, 'two'), keys, { ...wish, version: '2.0', salt: 'two' });
    const must = async (words: readonly string[]): Promise<number> => {
      const { code, workMs, said } = await run(words);
      assert.is(code, 0, said);
      assert.equal(readdirSync(releases).filter(isWork), [], `${words[0]} leaves nothing`);
      return workMs;
    };
    await must(['import', one.folder]);
    await must(['use', one.id]);
    const lasts = new Map<string, number>();
    const learn = async (words: readonly string[]): Promise<void> =>
      void lasts.set(words[0]!, await must(words));
    await learn(['import', two.folder]);
    await learn(['use', two.id]);
    await learn(['use', one.id]);
    await learn(['remove', two.id]);
    let killed = 0;
    for (let at = 0; at < KILLS; at += 1) {
      const isThere = existsSync(join(releases, two.id));
      const inUse = readlinkSync(join(releases, 'current'));
      // Every third kill hits what is short; else what writes most
      const words = !isThere
        ? ['import', two.folder]
        : at % 3 === 0 || inUse === two.id
          ? ['use', inUse === two.id ? one.id : two.id]
          : ['remove', two.id];
      const moment = chance() * (lasts.get(words[0]!) ?? 0);
      const { code } = await run(words, moment);
      const said = `${words[0]} killed after ${Math.round(moment)} ms`;
      if (code === null) killed += 1;
      else assert.is(code, 0, said);
      checkServed(served, said);
    }
    assert.ok(killed > 0, 'some were killed at work');
    // Whatever the last one left: everything ends well by being said again
    await must(['import', two.folder]);
    await must(['use', two.id]);
    await must(['remove', one.id]);
    checkServed(served, 'in the end');
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
test.run();
