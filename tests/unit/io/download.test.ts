import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  createOpenUrl,
  type DownloadJob,
  downloadAll,
  type ProxyFor,
  sha256,
  VERIFIED_MTIME_SECONDS,
  withTempDir,
} from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';
import { steppingClock } from '../../fakes/io.ts';

const test = suite('downloadAll()');
const content = Buffer.alloc(300_000, '0123456789');

type Handler = (request: IncomingMessage, response: ServerResponse, seen: number) => void;

/** Serves on the loopback for the time of `work`; `requests` are URL and Range of each request. */
async function withServer(
  handler: Handler,
  work: (base: string, requests: string[]) => Promise<void>,
): Promise<void> {
  const requests: string[] = [];
  const server: Server = createServer((request, response) => {
    requests.push(`${request.url} ${request.headers.range ?? '-'}`);
    handler(request, response, requests.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const direct: ProxyFor = () => undefined;

function serveRange(request: IncomingMessage, response: ServerResponse): void {
  const from = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'Content-Length': content.length - from });
  response.end(content.subarray(from));
}

function jobOf(dir: string, urls: readonly string[], name = 'thing 1.0'): DownloadJob {
  return {
    name,
    urls,
    sha256: sha256(content),
    sizeBytes: content.length,
    path: join(dir, 'store', name.slice(0, 5)),
  };
}

async function download(jobs: readonly DownloadJob[], proxyFor: ProxyFor = direct) {
  const clock = steppingClock(1);
  const seen: [number, number][] = [];
  const error = await downloadAll(jobs, {
    open: createOpenUrl({ proxyFor, connections: 4 }),
    clock,
    connections: 4,
    onProgress: (done, total) => seen.push([done, total]),
  }).then(
    () => undefined,
    (reason: unknown) => reason as BuildError,
  );
  return { error, slept: clock.slept, last: seen.at(-1) };
}

test('fetches, verifies, sets mode and time', () =>
  withTempDir((dir) =>
    withServer(serveRange, async (base) => {
      const job = jobOf(dir, [`${base}/a%3ab`]);
      const { error, last } = await download([job]);
      assert.is(error, undefined);
      assert.equal(last, [content.length, content.length]);
      assert.ok(readFileSync(job.path).equals(content));
      assert.is(statSync(job.path).mode & 0o777, 0o444);
      assert.is(statSync(job.path).mtimeMs, VERIFIED_MTIME_SECONDS * 1000);
      assert.equal(readdirSync(join(dir, 'store')), ['thing']);
    }),
  ));

test('goes on where an interrupted run stopped', () =>
  withTempDir((dir) =>
    withServer(serveRange, async (base, requests) => {
      const job = jobOf(dir, [`${base}/x`]);
      await download([{ ...job, urls: [] }]);
      writeFileSync(`${job.path}.part`, content.subarray(0, 100_000));
      const { error, last } = await download([job]);
      assert.is(error, undefined);
      assert.equal(requests, ['/x bytes=100000-']);
      assert.equal(last, [content.length, content.length]);
    }),
  ));

test('starts over when the server knows no ranges', () =>
  withTempDir((dir) =>
    withServer(
      (_, response) => response.end(content),
      async (base) => {
        const job = jobOf(dir, [`${base}/x`]);
        await download([{ ...job, urls: [] }]);
        writeFileSync(`${job.path}.part`, 'rubbish');
        const { error, last } = await download([job]);
        assert.is(error, undefined);
        assert.ok(readFileSync(job.path).equals(content));
        assert.equal(last, [content.length, content.length]);
      },
    ),
  ));

test('throws a wrong part away and fetches anew', () =>
  withTempDir((dir) =>
    withServer(serveRange, async (base, requests) => {
      const job = jobOf(dir, [`${base}/x`]);
      await download([{ ...job, urls: [] }]);
      writeFileSync(`${job.path}.part`, Buffer.alloc(100_000, 'x'));
      const { error } = await download([job]);
      assert.is(error, undefined);
      assert.equal(requests, ['/x bytes=100000-', '/x -']);
    }),
  ));

test('survives a connection that breaks off, and a server that is busy', () =>
  withTempDir((dir) =>
    withServer(
      (request, response, seen) => {
        if (seen === 1) {
          response.writeHead(200, { 'Content-Length': content.length });
          response.write(content.subarray(0, 50_000), () => setTimeout(() => response.destroy(), 50));
        } else if (seen === 2) response.writeHead(503).end();
        else serveRange(request, response);
      },
      async (base, requests) => {
        const { error, slept, last } = await download([jobOf(dir, [`${base}/x`])]);
        assert.is(error, undefined);
        assert.equal(requests, ['/x -', '/x bytes=50000-', '/x bytes=50000-']);
        assert.equal(slept, [500, 1000]);
        assert.equal(last, [content.length, content.length]);
      },
    ),
  ));

test('follows redirections and asks the next address after a 404', () =>
  withTempDir((dir) =>
    withServer(
      (request, response) => {
        if (request.url === '/gone') response.writeHead(404).end('no such file');
        else if (request.url === '/moved') response.writeHead(302, { Location: '/here' }).end();
        else serveRange(request, response);
      },
      async (base, requests) => {
        const { error, slept } = await download([jobOf(dir, [`${base}/gone`, `${base}/moved`])]);
        assert.is(error, undefined);
        assert.equal(requests, ['/gone -', '/moved -', '/here -']);
        assert.equal(slept, []);
      },
    ),
  ));

test('tries everything before it reports, and names each failure', () =>
  withTempDir((dir) =>
    withServer(
      (request, response) => {
        if (request.url === '/good') serveRange(request, response);
        else if (request.url === '/bad') response.end(Buffer.alloc(content.length, 'x'));
        else if (request.url === '/long') response.end(Buffer.concat([content, content]));
        else response.writeHead(404).end();
      },
      async (base) => {
        const names = ['bad', 'gone', 'good', 'long'];
        const jobs = names.map((name) => ({
          ...jobOf(dir, [`${base}/${name}`], name),
          path: join(dir, 's', name),
        }));
        const { error, slept } = await download(jobs);
        assert.is(error?.code, 'DOWNLOAD_FAILED');
        assert.is(error?.exitCode, 3);
        assert.equal(
          error?.problems.map((problem) => problem.message),
          [
            'Cannot download "bad": its SHA-256 is not the expected one',
            'Cannot download "gone": the server answered 404',
            'Cannot download "long": it is longer than the index says',
          ],
        );
        assert.ok(existsSync(join(dir, 's/good')));
        assert.not.ok(existsSync(join(dir, 's/bad')));
        assert.ok(slept.length <= 8);
      },
    ),
  ));

test('says that nobody answers', () =>
  withTempDir(async (dir) => {
    const { error, slept } = await download([jobOf(dir, ['http://127.0.0.1:9/x'])]);
    assert.match(error?.message ?? '', 'nobody answers there (ECONNREFUSED)');
    assert.equal(slept, [500, 1000, 2000, 4000]);
  }));

test('asks a proxy for the whole address, with its password', () =>
  withTempDir((dir) =>
    withServer(
      (request, response) => {
        assert.is(
          request.headers['proxy-authorization'],
          `Basic ${Buffer.from('me:p w').toString('base64')}`,
        );
        assert.is(request.headers.host, 'mirror.example');
        serveRange(request, response);
      },
      async (base, requests) => {
        const proxy = base.replace('http://', 'http://me:p%20w@');
        const { error } = await download([jobOf(dir, ['http://mirror.example/pool/x'])], () => proxy);
        assert.is(error, undefined);
        assert.equal(requests, ['http://mirror.example/pool/x -']);
      },
    ),
  ));

test('copies from a mirror on disk', () =>
  withTempDir(async (dir) => {
    writeFileSync(join(dir, 'a b'), content);
    const url = pathToFileURL(join(dir, 'a b')).href;
    const jobs = [jobOf(dir, [url]), jobOf(dir, [url.replace('file:', 'copy:')], 'other 1')];
    assert.is((await download(jobs)).error, undefined);
    assert.ok(readFileSync(jobs[1]!.path).equals(content));
    const { error } = await download([jobOf(dir, [`${url}x`], 'third 1')]);
    assert.match(error?.message ?? '', 'the server answered 404');
  }));

test.run();
