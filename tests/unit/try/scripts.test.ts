import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { withTempDir } from '../../../builder/io/mod.ts';
import { parseBinds } from '../../../builder/try/containers/stand-ins.ts';
import { parseFileList } from '../../../builder/try/files/compare-files.ts';

const UNITS = 'etc/systemd/system';

/** A machine's root with a mount of NFS, and another machine that has the folder. */
async function withRoots(work: (root: string, names: string, list: string) => void): Promise<void> {
  await withTempDir(async (folder) => {
    const [root, names, list] = [join(folder, 'root'), join(folder, 'names'), join(folder, 'filesystems')];
    mkdirSync(join(root, UNITS), { recursive: true });
    mkdirSync(join(root, 'usr/lib/systemd/system'), { recursive: true });
    writeFileSync(join(root, 'usr/lib/systemd/system/nfs-utils.service'), '');
    const unit = (what: string, type: string): string => `[Mount]\nWhat=${what}\nWhere=/x\nType=${type}\n`;
    writeFileSync(join(root, UNITS, 'home.mount'), unit('head:/state/home', 'nfs4'));
    writeFileSync(join(root, UNITS, 'lost.mount'), unit('nobody:/state/home', 'nfs'));
    writeFileSync(join(root, UNITS, 'disk.mount'), unit('/dev/sdb1', 'ext4'));
    mkdirSync(join(folder, 'head/state/home'), { recursive: true });
    mkdirSync(names);
    symlinkSync(join(folder, 'head'), join(names, 'head'));
    work(root, names, list);
  });
}

const standIn = (...words: string[]): string =>
  execFileSync('sh', ['builder/try/containers/stand-in-nfs.sh', ...words], { encoding: 'utf8' });

const test = suite('scripts of a trial');

test('without NFS, folders of other machines are bound, and units of its server are left out', () =>
  withRoots((root, names, list) => {
    writeFileSync(list, 'nodev\tproc\n\text4\n');
    const place = '/run/cairn-try/head/state/home';
    assert.equal(parseBinds(standIn(root, names, list)), [{ source: `${names}/head/state/home`, place }]);
    const dropIn = (unit: string): string =>
      readFileSync(join(root, UNITS, `${unit}.d/90-cairn-try.conf`), 'utf8');
    assert.is(dropIn('home.mount'), `[Mount]\nWhat=${place}\nType=none\nOptions=\nOptions=bind\n`);
    assert.equal(readdirSync(join(root, UNITS, 'remote-fs.target.wants')), ['home.mount']);
    assert.match(dropIn('nfs-server.service'), /^ConditionPathExists=!\/$/m);
    for (const unit of ['lost.mount', 'disk.mount'])
      assert.is(existsSync(join(root, UNITS, `${unit}.d`)), false, unit);
  }));

test('with NFS in the kernel everything is as it is', () =>
  withRoots((root, names, list) => {
    writeFileSync(list, 'nodev\tnfs\nnodev\tnfs4\nnodev\tnfsd\n');
    assert.is(standIn(root, names, list), '');
    assert.is(existsSync(join(root, UNITS, 'home.mount.d')), false);
  }));

test('what a machine has of its own is listed with its content; what it keeps is not', () =>
  withTempDir(async (own) => {
    for (const folder of ['upper/etc', 'work/x', 'kept/state', 'laid/cairn/upper', 'laid/cairn/work'])
      mkdirSync(join(own, folder), { recursive: true });
    for (const path of [
      'upper/etc/a b',
      'work/x/no',
      'kept/state/no',
      'laid/cairn/upper/g',
      'laid/cairn/work/no',
    ])
      writeFileSync(join(own, path), 'text\n');
    symlinkSync('a b', join(own, 'upper/etc/link'));
    const text = execFileSync('sh', ['builder/try/files/list-files.sh', own], { encoding: 'utf8' });
    const list = parseFileList(text, new Map([['cairn', '/srv/cairn']]));
    assert.equal([...list.keys()].sort(), ['/etc/a b', '/etc/link', '/srv/cairn/g']);
    const sum = 'b9e68e1bea3e5b19ca6b2f98b73a54b73daafaa250484902e09982e07a12e733';
    assert.match(list.get('/etc/a b')!, new RegExp(`^f \\d+ \\d+:\\d+ ${sum}$`));
    assert.match(list.get('/etc/link')!, /^l \d+ \d+:\d+ a b$/);
  }));

test.run();
