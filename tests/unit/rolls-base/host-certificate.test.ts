import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { signHostKey } from '../../../builder/frontend/service/keys/ssh-certificate.ts';
import { makeSshKey } from '../../../builder/frontend/service/keys/ssh-key.ts';
import { attributesOfMachine, traverse } from '../../../builder/graph/mod.ts';
import { readRecipeGraph } from '../../fakes/recipe-graph.ts';

/** The script as the description of a host writes it. */
async function readScript(): Promise<string> {
  const graph = await readRecipeGraph('recipes/minimal.yaml');
  const given = attributesOfMachine(graph, 'compute', { hostname: 'compute-0-0', host_address: '10.1.0.2' });
  const { profile, problems } = traverse(graph, given, 'compute');
  assert.equal(problems, []);
  assert.equal(
    profile!.timers?.map(({ name, every }) => [name, every]),
    [['cairn-host-certificate', '1d']],
  );
  return profile!.files.find(({ path }) => path === '/usr/lib/cairn/renew-host-certificate')!.text;
}

const authority = makeSshKey('authority');
const host = makeSshKey('compute-0-0');

function certify(untilSeconds: number, key = host, by = authority): string {
  return `${signHostKey({
    authorityKey: by.privateText,
    hostPublicLine: key.publicLine,
    identity: 'compute-0-0',
    principals: ['compute-0-0'],
    fromSeconds: 0,
    untilSeconds,
  })}\n`;
}

const test = suite("a host renews its SSH key's certificate");

test('takes one for its own key by the same authority, and tells sshd; keeps what it has otherwise', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-certificate-'));
  let answer = { status: 200, text: '' };
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.writeHead(answer.status, { 'content-length': Buffer.byteLength(answer.text) }).end(answer.text);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as { port: number };
  try {
    const script = join(folder, 'renew');
    writeFileSync(script, await readScript());
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/systemctl'), `#!/bin/sh\necho "$@" >> ${folder}/systemctl.log\n`);
    chmodSync(join(folder, 'bin/systemctl'), 0o755);
    const key = join(folder, 'ssh/key');
    mkdirSync(join(folder, 'ssh'));
    const run = async (): Promise<number> =>
      promisify(execFile)('sh', [script, `127.0.0.1:${port}`, key], {
        env: { ...process.env, PATH: `${folder}/bin:${process.env['PATH']}` },
      }).then(
        () => 0,
        (error: { code: number }) => error.code,
      );
    assert.is(await run(), 0, 'a machine without a certificate asks for none');
    assert.equal(asked, []);
    const old = certify(1_000_000);
    writeFileSync(`${key}-cert.pub`, old);
    for (const wrong of [
      certify(2_000_000, makeSshKey('compute-0-0')),
      certify(2_000_000, host, makeSshKey('other')),
      host.publicLine,
      'no certificate',
      '',
    ]) {
      answer = { status: 200, text: wrong };
      assert.is.not(await run(), 0, wrong);
    }
    answer = { status: 503, text: 'later' };
    assert.is.not(await run(), 0);
    assert.is(readFileSync(`${key}-cert.pub`, 'utf8'), old);
    answer = { status: 200, text: certify(2_000_000) };
    assert.is(await run(), 0);
    assert.is(readFileSync(`${key}-cert.pub`, 'utf8'), answer.text);
    assert.is(readFileSync(join(folder, 'systemctl.log'), 'utf8'), 'try-reload-or-restart ssh.service\n');
    assert.equal(readdirSync(join(folder, 'ssh')), ['key-cert.pub']);
    const uname = execFileSync('uname', ['-n'], { encoding: 'utf8' }).trim();
    assert.is(asked.at(-1), `/boot/certificate/${uname}`);
  } finally {
    server.close();
    rmSync(folder, { recursive: true });
  }
});

test.run();
