import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { runCommand } from '../../../builder/boot/main.ts';
import { createHostEffects } from '../../fakes/host-effects.ts';
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
  readonly copy: (folder: string, expected: number) => string;
  readonly read: (path: string) => string;
}

/** @param medium files of a mounted medium; without them the source is a server */
async function withSource(
  paths: Readonly<Record<string, readonly Oddity[]>>,
  work: (place: Place) => Promise<void>,
  medium?: Readonly<Record<string, string>>,
): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'cairn-copy-'));
  const server = createOddServer(paths);
  const target = join(root, 'target/srv/cairn');
  const effects = createHostEffects(root);
  const source = {
    url: `http://127.0.0.1:${server.open()}/cairn`,
    ...(medium === undefined ? {} : { device: '/dev/sr0' }),
  };
  effects.write(PATHS.state, JSON.stringify({ source }));
  for (const [path, text] of Object.entries(medium ?? {})) effects.write(join(PATHS.source, path), text);
  const copy = (folder: string, expected: number): string => {
    const said: string[] = [];
    const status = runCommand('copy-source', [folder, target], effects, (line) => said.push(line));
    assert.is(status, expected, said.join('\n'));
    return said.join('\n');
  };
  try {
    await work({ server, target, copy, read: (path) => readFileSync(join(target, path), 'utf8') });
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

const WHOLE = { ...FILES, SHA256SUMS: sums(FILES) };
const first = '/cairn/distribution/pool/a_1.deb';

const test = suite('copy-source');
test('takes every file of a server as its list says', async () => {
  await withSource(bodies('/cairn', FILES), async (place) => {
    place.copy('cairn', 0);
    assertCopied(place, WHOLE);
  });
});
test('goes on in the middle of a file, after a restart of the server too', async () => {
  const body = FILES['distribution/pool/a_1.deb']!;
  const odd = {
    ...bodies('/cairn', FILES),
    [first]: [{ body, cutAt: 20_000 }, { reset: true }, { body }],
  } as const;
  await withSource(odd, async (place) => {
    place.copy('cairn', 0);
    assertCopied(place, WHOLE);
    const asked = (await place.server.asked()).filter((line) => line.includes(first));
    assert.equal(asked, [`GET ${first}`, `GET ${first} from 20000`, `GET ${first} from 20000`]);
  });
});
test('reads again only what is not there or not right', async () => {
  await withSource(bodies('/cairn', FILES), async (place) => {
    place.copy('cairn', 0);
    const before = (await place.server.asked()).length;
    writeFileSync(join(place.target, 'distribution/pool/b_1.deb'), 'half of i');
    place.copy('cairn', 0);
    assertCopied(place, WHOLE);
    assert.equal((await place.server.asked()).slice(before), [
      'GET /cairn/SHA256SUMS',
      'GET /cairn/distribution/pool/b_1.deb',
    ]);
  });
});
test('leaves no list where a file is damaged or absent, and names the file', async () => {
  for (const [odd, reason] of [
    [[{ body: 'evil' }], /a_1\.deb" has another checksum than its list says, 3 times/],
    [[{ status: 404 }], /cannot be read from "http:\S+a_1\.deb": 404 Not Found/],
  ] as const)
    await withSource({ ...bodies('/cairn', FILES), [first]: odd }, async (place) => {
      assert.match(place.copy('cairn', 1), reason);
      const names = readdirSync(place.target, { recursive: true }).map(String);
      assert.not.ok(
        names.some((name) => /SHA256SUMS|a_1|\.part/.test(name)),
        names.join(),
      );
    });
});
test('writes nothing outside its target', async () => {
  const list = sums({ '../../evil': 'x' });
  await withSource({ '/cairn/SHA256SUMS': [{ body: list }] }, async (place) => {
    assert.match(place.copy('cairn', 1), /names "\.\.\/\.\.\/evil", which is outside its folder/);
  });
});
test('takes boot files from beside the distribution, with a folder of their own or without', async () => {
  for (const at of ['/install', '']) {
    await withSource(bodies(at, { ...BOOT, 'menu.c32': 'more' }), async (place) => {
      place.copy('install', 0);
      assertCopied(place, BOOT);
    });
  }
});
test('takes a medium as it is, and finds damage', async () => {
  const at = (folder: string, files: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
  const medium = { ...at('cairn', WHOLE), ...at('install', { ...BOOT, SHA256SUMS: sums(BOOT) }) };
  const check = async (place: Place): Promise<void> => {
    place.copy('cairn', 0);
    assertCopied(place, WHOLE);
    assert.equal(await place.server.asked(), []);
  };
  await withSource({}, check, medium);
  await withSource({}, async (place) => void place.copy('install', 0), medium);
  const damaged = { ...medium, 'cairn/distribution/pool/a_1.deb': 'rotten' };
  const refuse = async (place: Place): Promise<void> =>
    assert.match(place.copy('cairn', 1), /The medium is damaged: distribution\/pool\/a_1\.deb/);
  await withSource({}, refuse, damaged);
});
test('says how it is used', async () => {
  await withSource({}, async (place) => {
    assert.match(place.copy('etc', 1), /Usage: copy-source cairn\|install TARGET/);
  });
});
test.run();
