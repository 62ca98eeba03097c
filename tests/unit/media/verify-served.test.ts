import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createJudge } from '../../../builder/build/release/judge-statement.ts';
import { signStatements } from '../../../builder/build/release/sign-statement.ts';
import { createDistroContext, siteSigner } from '../../../builder/distro/mod.ts';
import { makeSiteKey } from '../../../builder/distro/repository/site-key.ts';
import { createOpenUrl } from '../../../builder/io/mod.ts';
import { composeBootChecksums } from '../../../builder/media/images/boot-checksums.ts';
import { writeSigned } from '../../../builder/media/manifest/compose-manifest.ts';
import type { JudgeStatement } from '../../../builder/media/mod.ts';
import { verifyMedia } from '../../../builder/media/verify/verify.ts';
import { verifyServed } from '../../../builder/media/verify/verify-served.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { writeMedium } from '../../fakes/medium.ts';
import { withFolder } from './folder.ts';

interface Served {
  readonly folder: string;
  readonly address: string;
  readonly key: string;
}

const BOOT = ['vmlinuz', 'initrd.gz', 'cairn.img'];

/** A network boot tree with its packages, on a server. */
async function withServer(work: (served: Served) => Promise<void>): Promise<void> {
  await withFolder(async (scratch) => {
    const keys = join(scratch, 'keys');
    const folder = join(scratch, 'medium');
    await writeMedium(folder, keys, { packages: { 'a+b': '1~2' } });
    for (const name of BOOT) cpSync(join(folder, 'install', name), join(folder, name));
    rmSync(join(folder, 'install'), { recursive: true });
    const distro = createDistroContext({ keysDir: keys });
    const files = BOOT.map((name) => [join(folder, name), name] as const);
    const sums = await composeBootChecksums(files);
    await writeSigned(
      join(folder, 'SHA256SUMS'),
      sums,
      1_700_000_000,
      signStatements(siteSigner(distro), 1_700_000_000),
    );
    const key = join(scratch, 'key.pgp');
    writeFileSync(key, (await makeSiteKey(distro)).publicKey);
    const server = createServer((request, response) => {
      const path = join(folder, decodeURIComponent(request.url ?? '').replace(/^\/boot\//, ''));
      if (existsSync(path)) response.end(readFileSync(path));
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      await work({
        folder,
        key,
        address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/boot/`,
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
}

const open = createOpenUrl({ proxyFor: () => undefined, connections: 1 });
async function problemsOf(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((thrown: unknown) => thrown);
  return error instanceof BuildError
    ? error.problems.map(({ code, message }) => `${code} ${message}`).join('\n')
    : '';
}

const test = suite('verifying a served tree');
test('all that its lists name is read from the server, and both lists are judged', async () => {
  await withServer(async ({ folder, address, key }) => {
    const { judge, doubts, signers } = createJudge([key]);
    const files = await verifyServed(address, judge, open);
    assert.ok(files.some(({ path }) => path.endsWith('/cairn/distribution/pool/main/a%2Bb_1~2_amd64.deb')));
    assert.ok(files.some(({ path }) => path.endsWith('/boot/vmlinuz')));
    assert.equal([doubts, signers.size], [[], 1]);
    assert.is(
      (await verifyMedia(folder, judge)).length,
      files.length,
      'the same as the folder that is served',
    );
  });
});
test('what is changed, missing or of another build is named, on the server and in its folder', async () => {
  for (const [path, text, said] of [
    ['vmlinuz', 'another', /MEDIA_MISMATCH "vmlinuz" has SHA-256/],
    ['cairn/base.tar.zst', '', /MEDIA_MISMATCH "cairn\/base.tar.zst" has SHA-256/],
    ['cairn/graph.json', undefined, /MEDIA_MISMATCH "cairn\/graph.json" is missing/],
    [
      'SHA256SUMS',
      `${'0'.repeat(64)}  vmlinuz\n`,
      /MEDIA_MISMATCH The boot files are not those of the packages/,
    ],
  ] as const)
    await withServer(async ({ folder, address }) => {
      if (text === undefined) rmSync(join(folder, path));
      else writeFileSync(join(folder, path), text);
      const nobody: JudgeStatement = async () => {};
      assert.match(await problemsOf(verifyServed(address, nobody, open)), said);
      assert.match(await problemsOf(verifyMedia(folder)), said);
    });
});
test('a list of the packages that nobody signed says nothing; a stranger in their folder is named', async () => {
  await withServer(async ({ folder, key }) => {
    writeFileSync(join(folder, 'cairn/more'), '');
    assert.match(await problemsOf(verifyMedia(folder)), /"cairn\/more" is not in the list/);
    rmSync(join(folder, 'cairn/more'));
    const sums = readFileSync(join(folder, 'cairn/SHA256SUMS'), 'utf8');
    writeFileSync(join(folder, 'cairn/SHA256SUMS'), sums.replace(/^.{64}(?= {2}base\.tar)/m, '0'.repeat(64)));
    assert.match(
      await problemsOf(verifyMedia(folder, createJudge([key]).judge)),
      /another thing of "base.tar.zst"/,
    );
  });
});
test('an address without a list, and a server that is not there, are said to be so', async () => {
  await withServer(async ({ folder, address }) => {
    rmSync(join(folder, 'SHA256SUMS'));
    const { judge } = createJudge([]);
    assert.match(
      await problemsOf(verifyServed(address, judge, open)),
      /^MEDIA_UNLISTED No checksums at "http:/,
    );
    assert.match(await problemsOf(verifyServed('http://127.0.0.1:9/', judge, open)), /^DOWNLOAD_FAILED /);
  });
});
test.run();
