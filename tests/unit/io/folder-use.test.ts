import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withFolderUse, withTempDir } from '../../../builder/io/mod.ts';

const test = suite('withFolderUse()');

/** Larger than any process id of Linux: PID_MAX_LIMIT. */
const NOBODY = 4_194_305;

/** A scratch folder is locked for itself: the cache is one in it. */
const withCache = (work: (dir: string) => Promise<void>): Promise<void> =>
  withTempDir((dir) => work(join(dir, 'cache')));

/** Half a file that a process has left there. */
function leavePart(cache: string, path: string, pid: number): string {
  const file = join(cache, dirname(path), `.${path.split('/').at(-1)}.${pid}-0123abcd.part`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}

const PLACES = ['by-sha256/00/a', 'known/images/00/b.json', 'known/licences/00/c.json', 'apt/x/lists/d'];

test('what killed ones left half-written goes, wherever it is; what somebody writes stays', () =>
  withCache(async (dir) => {
    const left = PLACES.map((path) => leavePart(dir, path, NOBODY));
    const written = PLACES.map((path) => leavePart(dir, path, process.pid));
    await withFolderUse(
      dir,
      async () => {
        assert.equal(left.filter(existsSync), []);
        assert.equal(written.filter(existsSync), written);
      },
      async () => {},
    );
  }));

test('prunes for the first, then once a day and after somebody was killed, and never while another one uses it', () =>
  withCache(async (dir) => {
    let pruned = 0;
    const prune = async (): Promise<void> => {
      pruned += 1;
    };
    const use = (work: () => Promise<void> = async () => {}): Promise<void> =>
      withFolderUse(dir, work, prune);
    await use();
    await use();
    assert.is(pruned, 1);
    writeFileSync(join(dir, 'users', `${NOBODY}-0123abcd`), '');
    await use();
    assert.is(pruned, 2);
    assert.equal(readdirSync(join(dir, 'users')), []);
    rmSync(join(dir, 'tidied'));
    await use(async () => {
      assert.is(pruned, 3);
      rmSync(join(dir, 'tidied'));
      await use();
      assert.is(pruned, 3);
    });
  }));

test.run();
