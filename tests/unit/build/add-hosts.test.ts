import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readPlace } from '../../../builder/build/recipe/read-place.ts';
import { parseSiteFile } from '../../../builder/model/files/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const LIST = `name,appliance,rack,rank,macs,address,bmc
compute-0-0,,,,52:54:00:AA:BB:02,10.1.0.2,ipmi://admin@10.2.0.2
,compute,0,1,52:54:00:aa:bb:03,,
`;
const SITE = `cluster: orion
attributes: { host: { compute-0-1: { motd: last } } }
hosts:
  login: { appliance: login }
`;

/** What is read of a place with these files; the findings, where it is refused. */
async function readFiles(list: string, site?: string) {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-hosts-'));
  const place = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const nameless = (text: string): string => text.replaceAll(`${folder}/`, '');
  try {
    const siteFile = site === undefined ? undefined : place('site.yaml', site);
    return await readPlace(siteFile, place('hosts.csv', list));
  } catch (error) {
    assert.ok(error instanceof BuildError, String(error));
    return error.problems.map(({ code, message, place: at }) =>
      nameless(`${at?.file}:${at?.line} ${code} ${message}`),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const test = suite("a factory's list of hosts");

const HOSTS = {
  'compute-0-0': {
    ...{ appliance: 'compute', rack: 0, rank: 0, mac: '52:54:00:aa:bb:02', address: '10.1.0.2' },
    bmc: 'ipmi://admin@10.2.0.2',
  },
  'compute-0-1': { appliance: 'compute', rack: 0, rank: 1, mac: '52:54:00:aa:bb:03' },
};

test('is a site of its own, or goes into one; what is baked in reads the same', async () => {
  const alone = await readFiles(LIST);
  assert.ok(alone !== undefined && 'text' in alone);
  assert.equal(alone.hosts, HOSTS);
  const both = await readFiles(LIST, SITE);
  assert.ok(both !== undefined && 'text' in both, String(both));
  assert.equal(both.hosts, { login: { appliance: 'login' }, ...HOSTS });
  const { value, problems } = parseSiteFile(both.text, 'baked.yaml');
  assert.equal(problems, []);
  assert.equal(value?.hosts, both.hosts);
  assert.is(value?.cluster, 'orion');
});

test('that says what no medium carries, or what the site says already, is refused with its lines', async () => {
  const found = await readFiles(
    `name,appliance,macs,boot,bmc_password_file
login,login,,,
compute-0-0,,52:54:00:aa:bb:02 52:54:00:aa:bb:03,,
compute-0-1,,,os,secret.txt
,compute,,,
`,
    SITE,
  );
  assert.equal(found, [
    'hosts.csv:2 HOST_TWICE Host "login" is in "site.yaml" already',
    'hosts.csv:3 HOST_WRONG A host has several MAC addresses',
    'hosts.csv:4 HOST_WRONG A medium carries neither boot actions nor passwords',
    'hosts.csv:5 HOST_WRONG The host has neither name nor rank',
  ]);
});

test('has to fit the private network of the site', async () => {
  const site = 'frontend: { private: { address: 10.1.1.1/16 } }\n';
  assert.equal(await readFiles('name,address\ncompute-0-0,192.168.0.5\n', site), [
    'hosts.csv:2 SITE_HOST "192.168.0.5" is not a host address of the private network',
  ]);
});

test.run();
