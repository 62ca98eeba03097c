// Kills builds of a small recipe at random moments and looks whether the next one makes the identical image: tsx
// scripts/bench-kills.ts [N]. Fails when one does not.
import { killBuilds } from '../tests/cases/builds/killed/kill-builds.ts';

const COUNT = Number(process.argv[2] ?? '50');

let killed = 0;
const kills = await killBuilds(COUNT, Math.random, ({ afterMs, isCold, isSame }) => {
  killed += 1;
  const what = isCold ? 'with an empty cache' : 'with a full cache';
  console.log(
    `${String(killed).padStart(4)}  killed after ${String(afterMs).padStart(6)} ms ${what.padEnd(20)} ${isSame ? 'identical' : 'ANOTHER IMAGE'}`,
  );
});
const same = kills.filter(({ isSame }) => isSame).length;
console.log(`${same} of ${kills.length} identical`);
if (same < kills.length) process.exitCode = 1;
