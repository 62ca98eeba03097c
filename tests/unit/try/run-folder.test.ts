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

test('layers that nobody has used for long are removed', () =>
  withTempDir(async (cache) => {
    const layers = join(cache, 'try/layers');
    const age = (name: string, days: number): void => {
      mkdirSync(join(layers, name), { recursive: true });
      const time = statSync(join(layers, name)).mtimeMs / 1000 - days * 86_400;
      utimesSync(join(layers, name), time, time);
    };
    age('base-1', 13);
    age('base-2', 15);
    age('.new-1', 0.5);
    age('.new-2', 2);
    await withRunFolder(cache, onDisk, async () =>
      assert.equal(readdirSync(layers).sort(), ['.new-1', 'base-1']),
    );
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
