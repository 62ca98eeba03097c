import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  mirrorsOfSuite,
  renderAptConfig,
  renderAptSources,
} from '../../../builder/distro/apt/settings/apt-files.ts';
import { parseAptConfig } from '../../../builder/io/mod.ts';
import type { BuildError } from '../../../builder/model/mod.ts';

const test = suite('files of an isolated apt');
const os = {
  id: 'debian-13',
  codename: 'trixie',
  suites: ['trixie', 'trixie-security'],
  components: ['main', 'non-free-firmware'],
  keyring: 'k',
};

test('sources name each suite at its own address, signed', () => {
  const mirrors = { archive: ['http://a/debian'], security: ['http://s/debian-security'] };
  assert.is(
    renderAptSources(os, 'amd64', 'Signed-By: /k.pgp\n', mirrors),
    `Types: deb
URIs: http://a/debian
Suites: trixie
Components: main non-free-firmware
Architectures: amd64
Signed-By: /k.pgp

Types: deb
URIs: http://s/debian-security
Suites: trixie-security
Components: main non-free-firmware
Architectures: amd64
Signed-By: /k.pgp
`,
  );
});

test('a suite without an address is an error that says what to write', () => {
  assert.throws(
    () => mirrorsOfSuite('trixie-security', { archive: ['http://a'], security: [] }),
    (error: BuildError) => error.code === 'MIRROR_MISSING' && error.message.includes('CAIRN_MIRROR'),
  );
});

test('of the host only transport is taken over', () => {
  const host = parseAptConfig(
    [
      'Acquire::http::Proxy "http://p:1";',
      'Acquire::Check-Valid-Until "false";',
      'Acquire::https::CAInfo "/ca.pem";',
      'Acquire::AllowInsecureRepositories "true";',
      'APT::Install-Recommends "true";',
      'APT::Default-Release "bookworm";',
      'DPkg::Pre-Install-Pkgs:: "/usr/bin/evil";',
      'Acquire::http "";',
    ].join('\n'),
  );
  const config = renderAptConfig('/c', 'amd64', host);
  assert.match(config, 'Acquire::http::Proxy "http://p:1";');
  assert.match(config, 'Acquire::Check-Valid-Until "false";');
  assert.match(config, 'Acquire::https::CAInfo "/ca.pem";');
  for (const line of ['Insecure', 'Recommends', 'Default-Release', 'evil']) {
    assert.not.match(config, new RegExp(`${line}.* "(true|bookworm|/usr/bin/evil)"`));
  }
  assert.match(config, 'Acquire::AllowInsecureRepositories "false";');
});

test.run();
