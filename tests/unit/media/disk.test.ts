import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { composeDisk } from '../../../builder/media/images/disk.ts';
import { convertDisk } from '../../../builder/media/images/disk-format.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { withFolder } from './folder.ts';

const MIB = 1024 * 1024;

/** Stand-ins for what a disk is made of, each of bytes that are told apart. */
function writeParts(folder: string): { efiImage: string; iso: string; gptMbr: string } {
  const file = (name: string, sizeBytes: number, letter: string): string => {
    writeFileSync(join(folder, name), Buffer.alloc(sizeBytes, letter));
    return join(folder, name);
  };
  return {
    efiImage: file('efi.img', MIB + 1, 'E'),
    iso: file('medium.iso', 3 * MIB, 'M'),
    gptMbr: file('gptmbr.bin', 440, 'B'),
  };
}

const test = suite('a sealed disk');

test('has loader and medium in partitions that stay, each where the table says, and a boot sector for BIOS', async () => {
  await withFolder(async (folder) => {
    const out = join(folder, 'disk.raw');
    await composeDisk({ id: 'lock frontend', ...writeParts(folder), out });
    const { partitiontable } = JSON.parse(execFileSync('sfdisk', ['--json', out], { encoding: 'utf8' })) as {
      partitiontable: { partitions: { start: number; size: number; type: string; name: string }[] };
    };
    const rows = partitiontable.partitions.map(({ start, size, type, name }) => [start, size, type, name]);
    assert.equal(rows, [
      [2048, 4096, 'C12A7328-F81F-11D2-BA4B-00A0C93EC93B', 'state-factory-efi'],
      [6144, 6144, 'EBD0A0A2-B9E5-4433-87C0-68B6B72699C7', 'state-factory'],
    ]);
    const bytes = readFileSync(out);
    assert.is(bytes.length, 7 * MIB);
    assert.is(bytes.toString('latin1', MIB, MIB + 2), 'EE');
    assert.is(bytes[2 * MIB + 1], 0);
    assert.is(bytes.toString('latin1', 3 * MIB, 6 * MIB).replaceAll('M', ''), '');
    assert.is(bytes.toString('latin1', 0, 440), 'B'.repeat(440));
    // The protective partition of the MBR
    assert.is(bytes[450], 0xee);
  });
});

test('has the same bytes each time, as VMware takes it too, and others of another appliance', async () => {
  await withFolder(async (folder) => {
    const parts = writeParts(folder);
    const compose = async (id: string, name: string): Promise<Buffer> => {
      await composeDisk({ id, ...parts, out: join(folder, name) });
      return readFileSync(join(folder, name));
    };
    const first = await compose('lock frontend', 'a.raw');
    assert.ok(first.equals(await compose('lock frontend', 'b.raw')));
    assert.not.ok(first.equals(await compose('lock compute', 'c.raw')));
    for (const format of ['qcow2', 'vmdk'] as const) {
      const convert = async (): Promise<Buffer> => {
        await convertDisk(join(folder, 'a.raw'), format, join(folder, `a.${format}`));
        return readFileSync(join(folder, `a.${format}`));
      };
      assert.ok((await convert()).equals(await convert()), format);
      execFileSync('qemu-img', ['compare', '-q', join(folder, 'a.raw'), join(folder, `a.${format}`)]);
    }
  });
});

test('is as large as one likes, but no smaller than what is on it', async () => {
  await withFolder(async (folder) => {
    const parts = writeParts(folder);
    const compose = (sizeBytes: number): Promise<void> =>
      composeDisk({ id: 'x', ...parts, sizeBytes, out: join(folder, 'x.raw') });
    await compose(100 * MIB);
    assert.is(readFileSync(join(folder, 'x.raw')).length, 100 * MIB);
    const error = await compose(6 * MIB).catch((thrown: unknown) => thrown);
    assert.ok(error instanceof BuildError && error.code === 'DISK_SIZE', String(error));
    assert.match((error as BuildError).message, '7M at least');
  });
});

test.run();
