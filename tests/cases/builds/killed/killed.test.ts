import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withTempDir } from '../../../../builder/io/mod.ts';
import { closeFakeBuild, type FakeBuild, openFakeBuild } from '../../../unit/build/fake-build.ts';

// `kill -9` left scratch folders, parts in the cache, and once a base's proc, sys and dev mounted on the host.

const test = suite<{ fake: FakeBuild; out: string }>('a build that was killed');

test.before(async (context) => {
  context.fake = await openFakeBuild();
  context.out = join(context.fake.dir, 'out');
  process.env['TMPDIR'] = join(context.fake.dir, 'tmp');
  mkdirSync(join(context.fake.dir, 'tmp'));
});
test.after(({ fake }) => closeFakeBuild(fake));

const listScratch = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /(?:^|\/)\.(?:cairn-[^/]*|[^/]*\.part)$/.test(path),
  );

/** Builds in a process of its own. */
function startBuild({ dir, distro }: FakeBuild): ChildProcess {
  const script = join(import.meta.dirname, 'build-until-killed.ts');
  const words = [...process.execArgv, script, dir, distro.mirror!];
  return spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** What the build says after that is read too: it must not end by a closed pipe. */
async function waitForStage(child: ChildProcess, stage: string): Promise<void> {
  const lines = createInterface({ input: child.stdout! });
  await new Promise<void>((done, fail) => {
    lines.on('line', (line) => line === stage && done());
    lines.once('close', () => fail(new Error(`The build ended before "${stage}"`)));
  });
}

/** What runs with a text among its arguments. */
const listCommands = (text: string): string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((pid) => {
      try {
        return [readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return [];
      }
    })
    .filter((command) => command.includes(text));

test('leaves no mount and no process, whatever it was doing; the next one removes what lies about', async ({
  fake,
  out,
}) => {
  for (const stage of ['closure', 'repository', 'base']) {
    rmSync(join(fake.dir, 'cache/made/bases'), { recursive: true, force: true });
    rmSync(join(fake.dir, 'mounted'), { force: true });
    const child = startBuild(fake);
    await waitForStage(child, stage);
    while (stage === 'base' && !existsSync(join(fake.dir, 'mounted'))) await sleep(50);
    await kill(child);
    assert.ok(listScratch(out).length > 0, `${stage}: it left something`);
    // All that it started ends by itself.
    while (listCommands(fake.dir).length > 0) await sleep(50);
    assert.not.match(readFileSync('/proc/self/mountinfo', 'utf8'), fake.dir);
    const part = join(fake.dir, `cache/base/.x.tar.zst.${child.pid}-0123abcd.part`);
    mkdirSync(join(part, '..'), { recursive: true });
    writeFileSync(part, 'half');
    const { made } = await fake.build();
    assert.ok(made);
    assert.equal(readdirSync(out), ['tiny-1.0-amd64'], stage);
    assert.equal(listScratch(join(fake.dir, 'tmp')), [], stage);
    assert.equal(listScratch(join(fake.dir, 'cache')), [], stage);
  }
});

test('is told from one that lives: nothing of that is touched', ({ fake, out }) =>
  withTempDir(async (mine) => {
    writeFileSync(join(mine, 'work'), 'going on');
    const script = `import { withTempDir } from ${JSON.stringify(join(import.meta.dirname, '../../../../builder/io/scratch/temp-dir.ts'))};
      await withTempDir(async (dir) => { console.log(dir); await new Promise((r) => setTimeout(r, 600_000)); }, ${JSON.stringify(out)});`;
    const child = spawn(process.execPath, [...process.execArgv, '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    const other = line.toString().trim();
    const part = join(fake.dir, `cache/base/.x.tar.zst.${child.pid}-0123abcd.part`);
    writeFileSync(part, 'half');
    await fake.build({ dryRun: true });
    assert.ok(existsSync(other) && existsSync(join(mine, 'work')) && existsSync(part));
    await kill(child);
    await fake.build({ dryRun: true });
    assert.not.ok(existsSync(other) || existsSync(part));
    assert.ok(existsSync(join(mine, 'work')));
  }, out));

test.run();
