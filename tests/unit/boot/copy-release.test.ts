import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { runCommand } from '../../../builder/boot/main.ts';
import { nameRelease, renderReleaseList } from '../../../builder/model/mod.ts';
import { createHostEffects, type HostEffects } from '../../fakes/host-effects.ts';
import { createOddServer, type Oddity, type OddServer } from '../../fakes/odd-server.ts';

const FILES: Readonly<Record<string, string>> = {
  'graph.json': '{"graph":1}\n',
  'distribution/pool/a_1.deb': 'first'.repeat(9_000),
  'distribution/pool/b_1.deb': 'second'.repeat(9_000),
};
const BOOT: Readonly<Record<string, string>> = {
  'cairn.img': 'ours',
  'initrd.gz': 'theirs',
  vmlinuz: 'kernel',
};

function sums(files: Readonly<Record<string, string>>): string {
  const line = ([path, text]: [string, string]): string =>
    `${createHash('sha256').update(text).digest('hex')}  ${path}\n`;
  return Object.entries(files).map(line).join('');
}

function bodies(at: string, files: Readonly<Record<string, string>>): Record<string, readonly Oddity[]> {
  const all = { ...files, SHA256SUMS: sums(files) };
  return Object.fromEntries(Object.entries(all).map(([path, body]) => [`${at}/${path}`, [{ body }]]));
}

interface Place {
  readonly server: OddServer;
  readonly target: string;
  /** @returns what it says */
  readonly copy: (expected: number) => string;
  readonly read: (path: string) => string;
  readonly effects: HostEffects;
}

/** @param medium files of a mounted medium; without them the source is a server */
async function withSource(
  paths: Readonly<Record<string, readonly Oddity[]>>,
  work: (place: Place) => Promise<void>,
  medium?: Readonly<Record<string, string>>,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'cairn-copy-'));
  const server = createOddServer(paths);
  const served = join(root, 'target/srv/cairn');
  const target = join(served, 'releases', nameRelease(ID));
  const effects = createHostEffects(root);
  const source = {
    url: `http://127.0.0.1:${server.open()}/cairn`,
    ...(medium === undefined ? {} : { device: '/dev/sr0' }),
  };
  effects.write(PATHS.state, JSON.stringify({ source }));
  for (const [path, text] of Object.entries(medium ?? {})) effects.write(join(PATHS.source, path), text);
  effects.write(PATHS.medium, JSON.stringify({ ...IDENTITY, id: ID }));
  const copy = (expected: number): string => {
    const said: string[] = [];
    const status = runCommand('copy-release', [served], effects, (line) => said.push(line));
    assert.is(status, expected, said.join('\n'));
    return said.join('\n');
  };
  try {
    await work({ server, target, copy, effects, read: (path) => readFileSync(join(target, path), 'utf8') });
  } finally {
    await server.stop();
    rmSync(root, { recursive: true, force: true });
  }
}

function assertCopied(place: Place, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) assert.is(place.read(path), text, path);
  const names = readdirSync(place.target, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(place.target.length + 1));
  assert.equal(names.sort(), Object.keys(files).sort());
}

const ID = 'ab'.repeat(32);
const IDENTITY = { name: 'test', version: '1', suite: 'trixie', components: ['main'], epochSeconds: 0 };
const below = (folder: string, files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
const WHOLE = { ...FILES, SHA256SUMS: sums(FILES) };
const RELEASE = { ...WHOLE, ...below('install', { ...BOOT, SHA256SUMS: sums(BOOT) }) };
const SERVER = { ...bodies('/cairn', FILES), ...bodies('/install', { ...BOOT, 'menu.c32': 'more' }) };
const first = '/cairn/distribution/pool/a_1.deb';

const test = suite('copy-release');
test('takes every file of a server as its list says, and what machines start from, and is in use', async () => {
  await withSource(SERVER, async (place) => {
    place.copy(0);
    assertCopied(place, RELEASE);
    assert.is(readlinkSync(join(place.target, '../current')), nameRelease(ID));
  });
});
test('goes on in the middle of a file, after a restart of the server too', async () => {
  const body = FILES['distribution/pool/a_1.deb']!;
  const odd = { ...SERVER, [first]: [{ body, cutAt: 20_000 }, { reset: true }, { body }] } as const;
  await withSource(odd, async (place) => {
    place.copy(0);
    assertCopied(place, RELEASE);
    const asked = (await place.server.asked()).filter((line) => line.includes(first));
    assert.equal(asked, [`GET ${first}`, `GET ${first} from 20000`, `GET ${first} from 20000`]);
  });
});
test('is no release before it is whole, and reads again only what is not there or not right', async () => {
  const missing = { ...SERVER, '/install/vmlinuz': [{ status: 404 }, { body: BOOT['vmlinuz']! }] } as const;
  await withSource(missing, async (place) => {
    assert.match(place.copy(1), /vmlinuz": 404 Not Found/);
    const releases = join(place.target, '..');
    assert.equal(readdirSync(releases), [`.new-${nameRelease(ID)}`]);
    writeFileSync(join(releases, `.new-${nameRelease(ID)}`, 'distribution/pool/b_1.deb'), 'half of i');
    const before = (await place.server.asked()).length;
    place.copy(0);
    assertCopied(place, RELEASE);
    assert.equal(
      (await place.server.asked()).slice(before).filter((line) => !line.includes('SHA256SUMS')),
      ['GET /cairn/distribution/pool/b_1.deb', 'GET /install/vmlinuz'],
    );
  });
});
test('takes the place of one of the same name, which has the answers of an installation before', async () => {
  await withSource(SERVER, async (place) => {
    place.copy(0);
    writeFileSync(join(place.target, 'graph.json'), '{"graph":1,"answers":1}');
    writeFileSync(join(place.target, 'more'), '');
    place.copy(0);
    assertCopied(place, RELEASE);
  });
});
test('leaves no list where a file is damaged or absent, and names the file', async () => {
  for (const [odd, reason] of [
    [[{ body: 'evil' }], /a_1\.deb" has another checksum than its list says, 3 times/],
    [[{ status: 404 }], /cannot be read from "http:\S+a_1\.deb": 404 Not Found/],
  ] as const)
    await withSource({ ...SERVER, [first]: odd }, async (place) => {
      assert.match(place.copy(1), reason);
      const names = readdirSync(join(place.target, '..'), { recursive: true }).map(String);
      assert.not.ok(
        names.some((name) => /SHA256SUMS|a_1|\.part/.test(name)),
        names.join(),
      );
    });
});
test('writes nothing outside its target', async () => {
  const list = sums({ '../../evil': 'x' });
  await withSource({ '/cairn/SHA256SUMS': [{ body: list }] }, async (place) => {
    assert.match(place.copy(1), /names "\.\.\/\.\.\/evil", which is outside its folder/);
  });
});
test('takes boot files from the release of a frontend, from beside the distribution, or beside the folder', async () => {
  for (const at of ['/cairn/install', '/install', '']) {
    await withSource({ ...bodies('/cairn', FILES), ...bodies(at, BOOT) }, async (place) => {
      place.copy(0);
      assertCopied(place, RELEASE);
    });
  }
});
test('takes a medium as it is, and finds damage', async () => {
  const medium = { ...below('cairn', WHOLE), ...below('install', { ...BOOT, SHA256SUMS: sums(BOOT) }) };
  const check = async (place: Place): Promise<void> => {
    place.copy(0);
    assertCopied(place, RELEASE);
    assert.equal(await place.server.asked(), []);
  };
  await withSource({}, check, medium);
  for (const [damaged, said] of [
    ['cairn/distribution/pool/a_1.deb', /The medium is damaged: distribution\/pool\/a_1\.deb/],
    ['install/vmlinuz', /The medium is damaged: vmlinuz/],
  ] as const) {
    const refuse = async (place: Place): Promise<void> => {
      assert.match(place.copy(1), said);
      assert.not.ok(existsSync(place.target));
    };
    await withSource({}, refuse, { ...medium, [damaged]: 'rotten' });
  }
});
/** The list that the overlay vouches for, and the files of a server that has it. */
function vouched(files: Readonly<Record<string, string>>): {
  list: string;
  paths: Record<string, readonly Oddity[]>;
} {
  const all = { ...below('cairn', files), ...below('install', BOOT) };
  const list = renderReleaseList({
    id: ID,
    files: Object.entries(all).map(([path, text]) => ({
      ...{ path, sizeBytes: text.length, sha256: createHash('sha256').update(text).digest('hex') },
    })),
  });
  const served = { ...files, 'release.list': list, 'release.list.asc': 'signature' };
  return { list, paths: { ...bodies('/cairn', served), ...bodies('/install', BOOT) } };
}
test('takes what the overlay vouches for, and the graph of the overlay where a frontend has put answers into its own', async () => {
  const { list, paths } = vouched(FILES);
  const answered = {
    ...FILES,
    'graph.json': '{"graph":1,"answers":1}',
    'release.list': list,
    'release.list.asc': 'signature',
  };
  for (const served of [paths, { ...bodies('/cairn', answered), ...bodies('/install', BOOT) }])
    await withSource(served, async (place) => {
      place.effects.write(PATHS.releaseList, list);
      place.effects.write(PATHS.bundle, FILES['graph.json']!);
      place.copy(0);
      assert.is(place.read('graph.json'), FILES['graph.json']);
      assert.is(place.read('SHA256SUMS').includes(sums({ 'graph.json': FILES['graph.json']! })), true);
      assert.match(place.read('SHA256SUMS'), 'release.list.asc');
    });
});
test('refuses checksums that say another thing than the list that the overlay vouches for', async () => {
  const { list, paths } = vouched(FILES);
  const deb = 'distribution/pool/b_1.deb';
  const more = { 'release.list': list, 'release.list.asc': 'signature' };
  const { [deb]: _, ...without } = FILES;
  for (const [odd, named] of [
    [bodies('/cairn', { ...FILES, ...more, [deb]: 'evil' }), deb],
    [bodies('/cairn', { ...without, ...more }), deb],
    [bodies('/cairn', { ...FILES, ...more, 'rolls/evil.tar': 'x' }), 'rolls/evil.tar'],
    [bodies('/cairn', { ...FILES, ...more, 'release.list': 'x' }), 'release.list'],
    [bodies('/install', { ...BOOT, 'cairn.img': 'evil' }), 'cairn.img'],
  ] as const)
    await withSource({ ...paths, ...odd }, async (place) => {
      place.effects.write(PATHS.releaseList, list);
      assert.match(place.copy(1), new RegExp(`says another thing of "${named.replaceAll('.', '\\.')}"`));
      assert.not.ok(existsSync(place.target));
    });
});
test('says how it is used', async () => {
  await withSource({}, async (place) => {
    const effects = createHostEffects(join(place.target, '../../../../..'));
    const said: string[] = [];
    assert.is(
      runCommand('copy-release', [], effects, (line) => said.push(line)),
      1,
    );
    assert.match(said.join('\n'), /Usage: copy-release TARGET/);
  });
});
test.run();
