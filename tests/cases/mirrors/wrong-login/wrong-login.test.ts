import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { parseMirrorOverride } from '../../../../builder/distro/apt/settings/host-mirrors.ts';
import { updateLists } from '../../../../builder/distro/apt/state/update-lists.ts';
import { createDistroContext } from '../../../../builder/distro/mod.ts';
import { BuildError } from '../../../../builder/model/mod.ts';

/** As it is in an address; the server wants another one. */
const LOGIN = 'ci%2Bbot:p%40ss%3Aw0rd%2F1%25';
const test = suite('case: a mirror whose login is wrong');

for (const status of [401, 403])
  test(`${status}: apt's words are told without the password, which is nowhere that others can read`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cairn-case-'));
    const server = createServer((_request, response) => {
      response.writeHead(status, { 'www-authenticate': 'Basic realm="mirror"' }).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as { port: number };
    const os = {
      id: 'debian-13',
      codename: 'trixie',
      suites: ['trixie'],
      components: ['main'],
      keyring: join(import.meta.dirname, 'osroll/keys/mirror.pgp'),
    };
    try {
      const mirrors = parseMirrorOverride(`http://${LOGIN}@127.0.0.1:${port}/debian`);
      const failure = await updateLists(
        createDistroContext({ cacheDir: folder }),
        folder,
        os,
        'amd64',
        mirrors,
      ).catch((error: unknown) => error);
      assert.instance(failure, BuildError);
      const { code, message } = failure as BuildError;
      assert.is(code, 'APT_UPDATE');
      assert.match(message, `127.0.0.1:${port}/debian`);
      assert.match(message, /another name and password/);
      assert.not.match(message, /w0rd|keyring/);
      for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const info = statSync(join(folder, path));
        if (info.isFile() && (info.mode & 0o077) !== 0)
          assert.not.match(readFileSync(join(folder, path), 'latin1'), /w0rd/, path);
      }
      assert.match(readFileSync(join(folder, 'work/archive.sources'), 'utf8'), LOGIN, 'where apt finds it');
    } finally {
      server.close();
      rmSync(folder, { recursive: true });
    }
  });

test.run();
