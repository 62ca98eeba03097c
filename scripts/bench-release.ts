// Measures "cairn release build" after one attribute has another value, as a frontend runs it: the rolls of a recipe, with
// made-up packages: tsx scripts/bench-release.ts [--packages N] [--recipe FILE] [--rounds N]. Fails when it misses its bar.
import { readdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { findOwnFiles } from '../builder/build/surroundings.ts';
import { closeFakeBuild } from '../tests/unit/build/fake-build.ts';
import { openFakeFrontend } from '../tests/unit/releases/made-here.ts';
import { type Measured, measureCommand } from './media/measure-command.ts';
import { optionOf } from './option-of.ts';
import { readRoomPackages } from './release/room-packages.ts';

const PACKAGES = Number(optionOf('--packages', process.argv.includes('--quick') ? '300' : '1000'));
const ROUNDS = Number(optionOf('--rounds', '3'));
const BAR_SECONDS = 2;
const CAIRN = resolve('output/.build/cairn/cairn.mjs');

const room = await readRoomPackages(optionOf('--recipe', 'recipes/hpc.yaml'), PACKAGES);
const frontend = await openFakeFrontend(room, await findOwnFiles());
const releases = join(frontend.served, 'releases');

function cairn(...words: readonly string[]): Promise<Measured> {
  return measureCommand([process.execPath, CAIRN, ...words], { ...process.env, ...frontend.env });
}

try {
  await cairn('release', 'import', frontend.medium, '--key', frontend.keyring);
  const [first = ''] = readdirSync(releases).filter((name) => !name.startsWith('.'));
  await cairn('release', 'use', first);
  console.log(
    `A release with another value of an attribute, ${PACKAGES} packages      seconds   of CPU   bar`,
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    // A frontend that has just been installed has read nothing yet
    if (round === 0) rmSync(frontend.env['CAIRN_CACHE']!, { recursive: true, force: true });
    const { seconds, cpuSeconds } = await cairn('release', 'build', '--set', `timezone=Etc/GMT+${round}`);
    const isMissed = Math.min(seconds, cpuSeconds) > BAR_SECONDS;
    if (isMissed) process.exitCode = 1;
    const what = round === 0 ? 'the first' : 'another';
    console.log(
      `${what.padEnd(63)}${seconds.toFixed(2).padStart(8)}${cpuSeconds.toFixed(2).padStart(9)}${String(BAR_SECONDS).padStart(6)}${isMissed ? '  MISSED' : ''}`,
    );
  }
} finally {
  await closeFakeBuild(frontend.fake);
}
