import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createAptTransport } from '../../../builder/io/download/transport.ts';
import { fakeRun } from '../../fakes/io.ts';

const test = suite('createAptTransport()');

test("opens addresses by apt's own proxy, and asks a program that detects proxies once for each server", async () => {
  const asked: string[] = [];
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end('by the proxy');
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  try {
    const { port } = proxy.address() as AddressInfo;
    const { calls, run } = fakeRun(([program]) => {
      if (program === 'apt-config') return 'Acquire::http::Proxy-Auto-Detect "/bin/detect";\n';
      return program === '/bin/detect' ? `http://127.0.0.1:${port}\n` : undefined;
    });
    const urls = ['http://mirror.example/debian/a', 'http://mirror.example/debian/b'];
    const open = await createAptTransport(run, {}, urls, 2);
    for (const url of urls) {
      const { body } = await open(url, 0);
      let text = '';
      for await (const chunk of body) text += Buffer.from(chunk as Uint8Array).toString();
      assert.is(text, 'by the proxy');
    }
    assert.equal(asked, urls);
    assert.equal(
      calls.map(([program]) => program),
      ['apt-config', '/bin/detect'],
    );
  } finally {
    proxy.closeAllConnections();
    proxy.close();
  }
});

test.run();
