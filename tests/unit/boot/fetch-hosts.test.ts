import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ANY_STATUS, run } from '../../../builder/io/mod.ts';

const test = suite('the list of hosts on an installed machine');
const PROGRAM = resolve('builder/boot/change/fetch-hosts.pl');
const folder = mkdtempSync(join(tmpdir(), 'cairn-fetch-'));
const file = join(folder, 'hosts.json');

let answer = { status: 200, body: '{"a":1}', tag: '"one"', length: undefined as number | undefined };
const asked: (string | undefined)[] = [];
let server: Server;

test.before(async () => {
  server = createServer((request, response) => {
    const tag = request.headers['if-none-match'];
    asked.push(tag);
    if (tag === answer.tag) response.writeHead(304, { ETag: answer.tag }).end();
    else {
      const length = answer.length ?? Buffer.byteLength(answer.body);
      response.writeHead(answer.status, { ETag: answer.tag, 'Content-Length': length });
      response.write(answer.body, () => (answer.length === undefined ? response.end() : response.destroy()));
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
});

test.after(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const fetch = () => {
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return run(['perl', PROGRAM, address, '/hosts/of/web.json', file], { okCodes: ANY_STATUS });
};

test('is fetched whole once, and then asked for by its tag alone', async () => {
  assert.is((await fetch()).exitCode, 0);
  assert.is(readFileSync(file, 'utf8'), '{"a":1}');
  assert.is((await fetch()).exitCode, 0);
  assert.equal(asked, [undefined, '"one"']);
  answer = { ...answer, body: '{"a":2}', tag: '"two"' };
  assert.is((await fetch()).exitCode, 0);
  assert.is(readFileSync(file, 'utf8'), '{"a":2}');
});

test('stays as it is where the answer breaks off, is refused or does not come', async () => {
  answer = { ...answer, body: '{"a":3}', tag: '"three"', length: 900 };
  const broken = await fetch();
  assert.is.not(broken.exitCode, 0);
  assert.match(broken.stderr, 'broke off');
  answer = { ...answer, length: undefined, status: 404 };
  assert.match((await fetch()).stderr, 'says: HTTP/1.1 404');
  assert.is(readFileSync(file, 'utf8'), '{"a":2}');
  assert.not.ok(existsSync(`${file}.new`));
});

test('is fetched whole where it is gone and its tag is not', async () => {
  rmSync(file);
  answer = { ...answer, body: '{"a":4}', status: 200 };
  const { exitCode, stderr } = await fetch();
  assert.is(exitCode, 0, stderr);
  assert.is(asked.at(-1), undefined);
  assert.is(readFileSync(file, 'utf8'), '{"a":4}');
});

test.run();
