import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError, declaredAppliances, requirePlatform } from '../../../builder/model/mod.ts';
import { renderBootScript } from '../../../builder/render/boot-scripts/mod.ts';
import { parseBootScript } from '../../../builder/try/containers/parse-boot-script.ts';
import { collectNeeds, planTrial } from '../../../builder/try/plan/plan-trial.ts';

const plan = suite('planTrial');

plan('all appliances, the frontend first, with cards and plugs of their own', () => {
  const { frontend, hosts } = planTrial(['compute', 'frontend', 'login'], {
    appliances: [],
    hostsEach: 2,
    tests: [],
  });
  assert.equal(frontend, {
    title: 'frontend',
    appliance: 'frontend',
    mac: '02:ca:19:00:00:01',
    plug: 'm0',
  });
  assert.equal(
    hosts.map(({ title, mac, plug }) => `${title} ${mac} ${plug}`),
    [
      'compute-0 02:ca:19:00:00:02 m1',
      'login-0 02:ca:19:00:00:03 m2',
      'compute-1 02:ca:19:00:00:04 m3',
      'login-1 02:ca:19:00:00:05 m4',
    ],
  );
});

plan('one appliance brings the frontend that installs it, and nothing else', () => {
  const { frontend, hosts } = planTrial(['compute', 'frontend', 'login'], {
    appliances: ['login', 'login'],
    hostsEach: 1,
    tests: [],
  });
  assert.is(frontend.appliance, 'frontend');
  assert.equal(
    hosts.map(({ title }) => title),
    ['login-0'],
  );
  const alone = planTrial(['compute', 'frontend'], { appliances: ['frontend'], hostsEach: 3, tests: [] });
  assert.equal(alone.hosts, []);
});

plan('tests may need more machines of an appliance than anybody asked for', () => {
  const tests = [
    { appliance: 'frontend', needs: { compute: 2 } },
    { appliance: 'login' },
    { appliance: 'frontend', needs: { compute: 3, login: 1 } },
  ];
  assert.equal(
    [...collectNeeds(tests, new Set(['frontend']))],
    [
      ['compute', 3],
      ['login', 1],
    ],
  );
  const titles = (hostsEach: number, appliances: string[] = []): string[] =>
    planTrial(['compute', 'frontend', 'login'], { appliances, hostsEach, tests }).hosts.map(
      ({ title }) => title,
    );
  assert.equal(titles(1), ['compute-0', 'login-0', 'compute-1', 'compute-2']);
  assert.equal(titles(2, ['login']), ['login-0', 'login-1']);
});

plan('a test of machines that are not tried needs none', () => {
  const tests = [
    { appliance: 'login', needs: { compute: 2 } },
    { appliance: 'frontend', needs: { compute: 1 } },
  ];
  const titles = (appliances: string[]): string[] =>
    planTrial(['compute', 'frontend', 'login'], { appliances, hostsEach: 1, tests }).hosts.map(
      ({ title }) => title,
    );
  assert.equal(titles(['compute']), ['compute-0']);
  assert.equal(titles(['compute', 'login']), ['compute-0', 'login-0', 'compute-1']);
});

plan('more than 255 machines have cards that differ', () => {
  const { frontend, hosts } = planTrial(['compute', 'frontend'], {
    appliances: [],
    hostsEach: 300,
    tests: [],
  });
  const macs = new Set([frontend, ...hosts].map(({ mac }) => mac));
  assert.is(macs.size, 301);
  assert.ok([...macs].every((mac) => /^02(?::[0-9a-f]{2}){5}$/.test(mac)));
});

plan('an appliance that the medium lacks is refused with the nearest name', () => {
  assert.throws(
    () => planTrial(['compute', 'frontend'], { appliances: ['compte'], hostsEach: 1, tests: [] }),
    (error: unknown) =>
      error instanceof BuildError && error.exitCode === 2 && /Did you mean "compute"/.test(error.message),
  );
});

plan('a medium without a frontend cannot be tried', () => {
  assert.throws(
    () => planTrial(['compute'], { appliances: [], hostsEach: 1, tests: [] }),
    /no appliance "frontend" on the medium/,
  );
});

plan('appliances are those that any roll declares', () => {
  const rolls = [
    { name: 'a', files: [], appliances: { login: { node: 'x' }, frontend: { node: 'y' } } },
    { name: 'b', files: [] },
    { name: 'c', files: [], appliances: { compute: { node: 'z' }, login: { node: 'x' } } },
  ];
  assert.equal(declaredAppliances({ rolls }), ['compute', 'frontend', 'login']);
});

plan.run();

const script = suite('parseBootScript');
const given = { title: 'c-0: install', address: '10.1.1.1', platform: requirePlatform('amd64') } as const;

script('the words and archives of the script that a frontend renders', () => {
  const text = renderBootScript('ipxe', {
    ...given,
    step: {
      kind: 'kernel',
      kernel: '/netboot/vmlinuz',
      initrds: ['/netboot/initrd.gz', '/netboot/frontend.img'],
      arguments: ['cairn.host=c-0', 'cairn.set.note=two words', 'console=tty0'],
    },
  });
  assert.equal(parseBootScript(text), {
    commandLine: 'cairn.host=c-0 "cairn.set.note=two words" console=tty0',
    initrds: ['http://10.1.1.1/netboot/initrd.gz', 'http://10.1.1.1/netboot/frontend.img'],
  });
});

script('a script that starts the disk has no kernel', () => {
  assert.is(parseBootScript(renderBootScript('ipxe', { ...given, step: { kind: 'disk' } })), undefined);
});

script.run();
