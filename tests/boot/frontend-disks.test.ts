import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import { hashFile } from '../../builder/io/mod.ts';
import { createDisk } from '../../builder/try/qemu/qemu.ts';
import { pause } from '../install/session.ts';
import { withMachineFolder } from '../vm/images.ts';
import { BOOT_WAYS, LIMITS, nextMac, suiteWithFrontend, withNetworkMachine } from './from-frontend.ts';

const GIB = 2 ** 30;
const WAY = BOOT_WAYS[0]!;
/** Partition tables as a Cairn installation leaves them. */
const OURS = [
  'label: gpt',
  'label-id: 11111111-2222-3333-4444-555555555555',
  'size=1MiB, type=21686148-6449-6E6F-744E-656564454649, name="cairn-bios"',
  'size=5GiB, name="cairn-root"',
  'size=256MiB, name="state-data"',
];
const sfdisk = (path: string, lines: readonly string[]): void =>
  void execFileSync('sfdisk', ['--quiet', path], {
    input: lines.join('\n'),
    stdio: ['pipe', 'ignore', 'ignore'],
  });

const test = suiteWithFrontend(
  'a disk that may not be installed on: the frontend says why, and not a byte changes',
);

for (const { title, gib, prepare, known, reason } of [
  {
    title: 'a file system of somebody else',
    gib: 8,
    prepare: (path: string) => void execFileSync('mke2fs', ['-q', '-F', '-t', 'ext4', '-L', 'photos', path]),
    reason: /No disk may be installed on.*STORAGE_DISK.*foreign \(ext4, 0 partitions\)/,
  },
  {
    title: 'a disk that lost its first sectors, with a file system in it',
    gib: 8,
    prepare: (path: string) => {
      sfdisk(path, ['label: gpt', 'size=6GiB, name="photos"']);
      const options = ['-q', '-F', '-t', 'ext4', '-E', `offset=${2 ** 20}`];
      execFileSync('mke2fs', [...options, path, '6g'], { stdio: 'ignore' });
      execFileSync('dd', ['if=/dev/zero', `of=${path}`, 'bs=512', 'count=34', 'conv=notrunc'], {
        stdio: 'ignore',
      });
    },
    reason: /No disk may be installed on.*STORAGE_DISK.*unknown content \(nothing, 0 partitions, content at /,
  },
  {
    title: 'our disk, changed: somebody made a partition on it',
    gib: 8,
    prepare: (path: string) => sfdisk(path, [...OURS, 'size=64MiB, name="windows"']),
    reason: /No disk may be installed on.*STORAGE_DISK.*foreign \(gpt, 4 partitions\)/,
  },
  {
    title: 'another disk than the machine was installed on',
    gib: 8,
    prepare: () => {},
    known: '99999999-2222-3333-4444-555555555555',
    reason: /The disk that this machine was installed on is not there.*STORAGE_CHANGED/,
  },
  {
    title: 'our disk, with data that cannot be mounted',
    gib: 8,
    prepare: (path: string) => sfdisk(path, OURS),
    known: '11111111-2222-3333-4444-555555555555',
    reason:
      /The data partition "state-data" \(\/dev\/vda3\) holds nothing that is known, not ext4.*STORAGE_DATA/,
  },
  {
    title: 'a disk too small',
    gib: 2,
    prepare: () => {},
    reason: /No disk may be installed on; at least .* are needed.*STORAGE_DISK.*empty/,
  },
])
  test(title, async ({ frontend }) => {
    const mac = nextMac();
    const { name } = await frontend.state.addHost({ appliance: 'compute', macs: [mac] });
    if (known !== undefined) {
      await frontend.state.recordReport(name, { event: 'finished', disk: known });
      await frontend.state.setBootAction([name], 'install');
    }
    await withMachineFolder(async (workDir) => {
      const path = createDisk(join(workDir, 'disk.img'), gib * GIB);
      prepare(path);
      const before = (await hashFile(path)).sha256;
      const input = { workDir, mac, disks: [{ path }] };
      await withNetworkMachine(frontend, WAY, input, async ({ waitFor }) => {
        await waitFor('Cairn: FAILED', LIMITS);
        await waitFor('The machine starts again', LIMITS);
        await pause(2000);
      });
      assert.is((await hashFile(path)).sha256, before, 'the disk is as it was');
    });
    const host = await frontend.state.findHost(name);
    assert.is(host?.state, 'failed');
    assert.match(host?.failureReason ?? '', reason, host?.failureReason);
    const list = await frontend.cairn('host', 'list', name);
    assert.match(list.replace(/\s+/g, ' '), /failed/);
    assert.match(list, /STORAGE_/);
    process.stdout.write(`   ${list.trim().split('\n').join('\n   ')}\n`);
  });
test.run();
