import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Run, run, withTempDir } from '../../../builder/io/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { withRunFolder } from '../../../builder/try/run-folder.ts';

/** The real programs, on a file system that is no overlay. */
const onDisk: Run = async (argv, options) =>
  argv[0] === 'stat'
    ? { exitCode: 0, stdout: 'ext2/ext3\n', stderr: '', stdoutBytes: new Uint8Array() }
    : run(argv, options);

const test = suite('the folder of a run');

test('is there while it lasts, for root alone, and gone after it, however it ends', () =>
  withTempDir(async (cache) => {
    const seen: string[] = [];
    const look = async (folders: { readonly run: string; readonly layers: string }): Promise<void> => {
      seen.push(folders.run);
      assert.ok(existsSync(folders.run) && existsSync(folders.layers));
    };
    await withRunFolder(cache, onDisk, look);
    try {
      await withRunFolder(cache, onDisk, async (folders) => {
        await look(folders);
        throw new Error('broken');
      });
      assert.unreachable();
    } catch (error) {
      assert.is((error as Error).message, 'broken');
    }
    assert.is(new Set(seen).size, 2);
    assert.equal(readdirSync(join(cache, 'try/runs')), []);
  }));

test('what a run left behind that nobody let end is removed, and what one that lives has is not', () =>
  withTempDir(async (cache) => {
    const runs = join(cache, 'try/runs');
    mkdirSync(join(runs, 'run-dead/frontend'), { recursive: true });
    writeFileSync(join(runs, 'run-dead.lock'), '');
    await withRunFolder(cache, onDisk, async () => {
      assert.is(existsSync(join(runs, 'run-dead')), false);
      await withRunFolder(cache, onDisk, async () => assert.is(readdirSync(runs).length, 4));
    });
  }));

/** A layer that was used last so many days ago. */
function makeLayer(layers: string, name: string, days: number): void {
  mkdirSync(join(layers, name), { recursive: true });
  const time = statSync(join(layers, name)).mtimeMs / 1000 - days * 86_400;
  utimesSync(join(layers, name), time, time);
}

test('layers that nobody has used for long are removed', () =>
  withTempDir(async (cache) => {
    const layers = join(cache, 'try/layers');
    makeLayer(layers, 'base-1', 13);
    makeLayer(layers, 'base-2', 15);
    makeLayer(layers, '.new-1', 0.5);
    makeLayer(layers, '.new-2', 2);
    const look = async (): Promise<void> => assert.equal(readdirSync(layers).sort(), ['.new-1', 'base-1']);
    await withRunFolder(cache, onDisk, look, async () => 0.5);
  }));

test('on a disk that is nearly full those go first that were used longest ago, and no fresh ones', () =>
  withTempDir(async (cache) => {
    const layers = join(cache, 'try/layers');
    for (const days of [0, 1, 2, 3, 4]) makeLayer(layers, `packages-${days}`, days);
    const look = (expected: readonly string[]) => async (): Promise<void> =>
      assert.equal(readdirSync(layers).sort(), expected);
    // Each layer is a twentieth of the disk
    const partial = async (): Promise<number> => 0.36 - readdirSync(layers).length / 20;
    const full = async (): Promise<number> => 0;
    await withRunFolder(cache, onDisk, look(['packages-0', 'packages-1', 'packages-2']), partial);
    await withRunFolder(
      cache,
      onDisk,
      async () => {
        // Whoever is alive may use any of them
        await withRunFolder(cache, onDisk, look(['packages-0', 'packages-1', 'packages-2']), full);
      },
      async () => 1,
    );
    await withRunFolder(cache, onDisk, look(['packages-0']), full);
  }));

test('a place whose file system is layers itself is refused, with what to do', () =>
  withTempDir(async (cache) => {
    const inLayers: Run = async () => ({
      ...{ exitCode: 0, stdout: 'overlayfs\n', stderr: '', stdoutBytes: new Uint8Array() },
    });
    try {
      await withRunFolder(cache, inLayers, async () => assert.unreachable());
      assert.unreachable();
    } catch (error) {
      assert.instance(error, BuildError);
      assert.is((error as BuildError).exitCode, 3);
      assert.match((error as BuildError).message, /CAIRN_CACHE/);
    }
  }));

test.run();
