import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { detectProxies, findAptSetting, parseAptConfig, planProxy } from '../../../builder/io/mod.ts';
import { fakeRun } from '../../fakes/io.ts';

const test = suite('proxies');
const mirror = new URL('http://mirror.example/debian/x');
const secure = new URL('https://mirror.example/debian/x');

test('parseAptConfig() reads settings and lists', () => {
  const config = parseAptConfig(
    'Acquire "";\nAcquire::http::Proxy "http://p:3128";\nA::L:: "1";\nA::L:: "2";\nnoise\n',
  );
  assert.is(findAptSetting(config, 'acquire::HTTP::proxy'), 'http://p:3128');
  assert.equal(config.get('A::L'), ['1', '2']);
  assert.is(findAptSetting(config, 'Acquire'), undefined);
});

const cases: [string, string, Record<string, string>, string | undefined, string | undefined][] = [
  ['nothing', '', {}, undefined, undefined],
  ['one for all', 'Acquire::http::Proxy "http://p:1";', {}, 'http://p:1', 'http://p:1'],
  ['one for https', 'Acquire::https::Proxy "http://s:1";', {}, undefined, 'http://s:1'],
  [
    'not for this host',
    'Acquire::http::Proxy "http://p:1";\nAcquire::http::Proxy::mirror.example "DIRECT";',
    {},
    undefined,
    undefined,
  ],
  ['only for this host', 'Acquire::http::Proxy::mirror.example "q:2";', {}, 'http://q:2', 'http://q:2'],
  ['environment', '', { http_proxy: 'http://e:1', https_proxy: 'http://f:1' }, 'http://e:1', 'http://f:1'],
  [
    'exempt in the environment',
    '',
    { http_proxy: 'http://e:1', no_proxy: 'other,.example' },
    undefined,
    undefined,
  ],
  [
    'apt before environment',
    'Acquire::http::Proxy "http://p:1";',
    { http_proxy: 'http://e:1' },
    'http://p:1',
    'http://p:1',
  ],
];
for (const [name, config, environment, http, https] of cases) {
  test(`planProxy(): ${name}`, () => {
    const proxyFor = planProxy(parseAptConfig(config), environment);
    assert.is(proxyFor(mirror), http);
    assert.is(proxyFor(secure), https);
  });
}

test('detectProxies() asks the program that apt is told to ask', async () => {
  const { run, calls } = fakeRun((argv) =>
    argv[1] === 'http://a.example/' ? 'http://found:1\n' : 'DIRECT\n',
  );
  const config = parseAptConfig(
    'Acquire::http::Proxy-Auto-Detect "/usr/bin/find-proxy";\nAcquire::http::Proxy "http://p:1";',
  );
  const detected = await detectProxies(config, ['http://a.example', 'http://mirror.example'], run);
  assert.equal(calls, [
    ['/usr/bin/find-proxy', 'http://a.example/'],
    ['/usr/bin/find-proxy', 'http://mirror.example/'],
  ]);
  const proxyFor = planProxy(config, {}, detected);
  assert.is(proxyFor(new URL('http://a.example/x')), 'http://found:1');
  assert.is(proxyFor(mirror), undefined);
});

test.run();
