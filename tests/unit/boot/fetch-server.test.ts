import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { fetchFile } from '../../../builder/boot/fetch/fetch-file.ts';
import { fetchText } from '../../../builder/boot/fetch/fetch-text.ts';
import { request } from '../../../builder/boot/fetch/request.ts';
import { createHostEffects, type HostEffects } from '../../fakes/host-effects.ts';
import { createOddServer, type Oddity, type OddServer } from '../../fakes/odd-server.ts';

const GOOD = 'good'.repeat(50_000);
const BAD = 'evil'.repeat(50_000);
const SUM = createHash('sha256').update(GOOD).digest('hex');

interface Place {
  readonly folder: string;
  readonly effects: HostEffects;
  readonly server: OddServer;
  readonly url: string;
  /** Fetches "/file" into the folder. */
  readonly fetch: () => void;
  readonly fetched: () => string;
}

/** Real wget and a real server that does these things with "/file", in turn. */
async function withServer(file: readonly Oddity[], work: (place: Place) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-fetch-'));
  const server = createOddServer({ '/file': file });
  const url = `http://127.0.0.1:${server.open()}/file`;
  const effects = createHostEffects(folder);
  const path = join(folder, 'file');
  try {
    await work({
      folder,
      effects,
      server,
      url,
      fetch: () => fetchFile(effects, url, path, SUM),
      fetched: () => readFileSync(path, 'utf8'),
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

const file = suite('a file from a real server');
file('is there when all of it is, and nothing else is left', async () => {
  await withServer([{ body: GOOD }], async ({ folder, fetch, fetched, server, effects }) => {
    fetch();
    assert.is(fetched(), GOOD);
    assert.equal(readdirSync(folder).sort(), ['file', 'run']);
    assert.equal(await server.asked(), ['GET /file']);
    assert.is(effects.slept(), 0);
  });
});
file('that breaks off is gone on from where it was', async () => {
  const odd = [{ body: GOOD, cutAt: 70_000 }, { reset: true }, { status: 503 }, { body: GOOD }] as const;
  await withServer(odd, async ({ fetch, fetched, server, effects }) => {
    fetch();
    assert.is(fetched(), GOOD);
    const again = 'GET /file from 70000';
    assert.equal(await server.asked(), ['GET /file', again, again, again]);
    assert.is(effects.slept(), 15_000);
  });
});
file('is read whole again where the server gives no parts', async () => {
  await withServer([{ body: GOOD, cutAt: 70_000 }, { wholeBody: GOOD }], async ({ fetch, fetched }) => {
    fetch();
    assert.is(fetched(), GOOD);
  });
});
file('that is another one by now is begun anew, never mixed', async () => {
  await withServer([{ body: BAD, cutAt: 70_000 }, { body: GOOD }], async ({ fetch, fetched, server }) => {
    fetch();
    assert.is(fetched(), GOOD);
    assert.equal(await server.asked(), ['GET /file', 'GET /file from 70000', 'GET /file']);
  });
});
file('that stays damaged is never used', async () => {
  await withServer([{ body: BAD }], async ({ folder, fetch, server }) => {
    assert.throws(fetch, /\/file" has another checksum than its list says, 3 times/);
    assert.equal(readdirSync(folder), ['run', 'var']);
    assert.is((await server.asked()).length, 3);
  });
});
file('of which more is here than there ever was is begun anew', async () => {
  await withServer([{ body: GOOD }], async ({ folder, fetch, fetched }) => {
    writeFileSync(join(folder, 'file.part'), `${BAD}${BAD}`);
    fetch();
    assert.is(fetched(), GOOD);
  });
});
for (const [status, words] of [
  [404, '404 Not Found'],
  [403, '403 Forbidden'],
  [410, '410 Gone'],
] as const)
  file(`that the server refuses with ${status} is asked for once, and the reason is told`, async () => {
    await withServer([{ status }], async ({ folder, url, fetch, server, effects }) => {
      assert.throws(fetch, new RegExp(`cannot be read from "${url}": ${words}$`));
      assert.equal(await server.asked(), ['GET /file']);
      assert.is(effects.slept(), 0);
      assert.not.ok(existsSync(join(folder, 'file.part')));
    });
  });
file('of a server that refuses connections for a minute comes when it is back', async () => {
  const free = createOddServer({});
  const port = free.open();
  await free.stop();
  const folder = mkdtempSync(join(tmpdir(), 'cairn-fetch-'));
  const server = createOddServer({ '/file': [{ body: 'here again\n' }] }, port);
  const effects = createHostEffects(folder, () => {
    if (effects.slept() === 60_000) server.open();
  });
  const url = `http://127.0.0.1:${port}/file`;
  try {
    assert.is(fetchText(effects, url, 'The file'), 'here again\n');
    assert.is(effects.slept(), 60_000);
    const said = effects.read('/var/log/cairn/progress.log') ?? '';
    assert.match(said, `Waiting for "${url}": Connection refused`);
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
file.run();

const one = suite('one request');
one('says why it failed', async () => {
  const odd = {
    '/reset': [{ reset: true }],
    '/cut': [{ body: GOOD, cutAt: 9 }],
    '/busy': [{ status: 502 }],
    '/whole': [{ body: GOOD }],
  } as const;
  const server = createOddServer(odd);
  const url = `http://127.0.0.1:${server.open()}`;
  const folder = mkdtempSync(join(tmpdir(), 'cairn-fetch-'));
  const effects = createHostEffects(folder);
  const ask = (path: string, output = '-') => request(effects, ['-O', output], path);
  try {
    assert.equal(ask(`${url}/none`), { kind: 'refused', status: 404, reason: '404 Not Found' });
    assert.equal(ask(`${url}/busy`), { kind: 'unreachable', reason: '502 Bad Gateway' });
    assert.equal(ask(`${url}/cut`), { kind: 'unreachable', reason: 'the connection ended in the middle' });
    assert.equal(ask(`${url}/reset`), {
      kind: 'unreachable',
      reason: 'Read error (Connection reset by peer) in headers',
    });
    assert.equal(ask('http://127.0.0.1:1/x'), { kind: 'unreachable', reason: 'Connection refused' });
    assert.equal(ask('http://nobody.invalid/x'), {
      kind: 'unreachable',
      reason: "unable to resolve host address 'nobody.invalid'",
    });
    assert.equal(ask(`${url}/whole`, '/dev/full'), {
      kind: 'refused',
      status: 0,
      reason: "Cannot write to '/dev/full' (No space left on device)",
    });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});
one.run();
