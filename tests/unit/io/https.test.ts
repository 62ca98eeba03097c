import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttp } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createOpenUrl, type TransportOptions, withTempDir } from '../../../builder/io/mod.ts';

const test = suite('https');

/** A server for "localhost" with a certificate made on the spot. */
async function withTlsServer(work: (url: string, ca: string) => Promise<void>): Promise<void> {
  await withTempDir(async (dir) => {
    const [keyFile, certFile] = [join(dir, 'key.pem'), join(dir, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-days', '2'];
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', keyFile];
    execFileSync('openssl', ['req', '-x509', ...key, ...subject, '-out', certFile], { stdio: 'ignore' });
    const cert = readFileSync(certFile, 'utf8');
    const server = createHttps({ key: readFileSync(keyFile), cert }, (request, response) => {
      response.end(`${request.url} ${request.headers.authorization ?? '-'}`);
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await work(`https://localhost:${(server.address() as AddressInfo).port}/a/b`, cert);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
}

async function read(url: string, options: Partial<TransportOptions>): Promise<string> {
  const open = createOpenUrl({ proxyFor: () => undefined, connections: 1, ...options });
  const { body } = await open(url, 0);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test('trusts the given authorities and sends logins', () =>
  withTlsServer(async (url, ca) => {
    const login = Buffer.from('me:secret').toString('base64');
    assert.is(await read(url, { ca, loginFor: () => 'me:secret' }), `/a/b Basic ${login}`);
    assert.is(await read(url.replace('localhost', 'x:y@localhost'), { ca }), '/a/b Basic eDp5');
  }));

test('refuses a server that nobody vouches for', () =>
  withTlsServer(async (url) => {
    const error = (await read(url, {}).catch((reason: unknown) => reason)) as NodeJS.ErrnoException;
    assert.match(error.code ?? '', /SELF_SIGNED|UNABLE_TO_VERIFY/);
  }));

test('goes through a proxy by CONNECT, and checks the certificate inside', () =>
  withTlsServer(async (url, ca) => {
    const asked: string[] = [];
    const proxy = createHttp();
    proxy.on('connect', (request, client, head) => {
      asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
      if (asked.length > 2) return client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      const upstream = connect(Number(new URL(url).port), '127.0.0.1', () => {
        client.write('HTTP/1.1 200 OK\r\n\r\n');
        upstream.write(head);
        upstream.pipe(client).pipe(upstream);
      });
      upstream.on('error', () => client.destroy());
      client.on('error', () => upstream.destroy());
      return undefined;
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const proxyFor = (): string => `http://u:p@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    try {
      assert.is(await read(url, { ca, proxyFor }), '/a/b -');
      assert.equal(asked, [`${new URL(url).host} Basic dTpw`]);
      const untrusted = (await read(url, { proxyFor }).catch((reason: unknown) => reason)) as Error;
      assert.instance(untrusted, Error);
      const refused = (await read(url, { ca, proxyFor }).catch(
        (reason: unknown) => reason,
      )) as NodeJS.ErrnoException;
      assert.is(refused.code, 'PROXY_403');
    } finally {
      proxy.closeAllConnections();
      proxy.close();
    }
  }));

test.run();
