import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { debian } from '../../../builder/backends/debian/debian.ts';
import { planInstallation } from '../../../builder/backends/mod.ts';
import { formatProblem } from '../../../builder/model/mod.ts';
import { ask, one, profileOf, type ShortRoll } from './ask.ts';

const host = { private_network: '10.1.0.0', private_prefix: '16', frontend_hostname: 'frontend' };

/** Errors and warnings of a machine whose node `top` and then whose node `x` say something. */
function faultsOf(top: string, x = ''): string[] {
  const rolls: ShortRoll = {
    nodes: { top, x: `\n${x}` },
    graph: '<order head="top" tail="x"/><edge from="top" to="x"/>',
  };
  const { problems, profile } = ask(rolls, { host });
  const planned = profile === undefined ? [] : planInstallation(debian, profile).problems;
  return [...problems, ...planned].map(formatProblem);
}

const test = suite('graph: settings of the system');

const WRONG: readonly (readonly [string, RegExp])[] = [
  ['<group name="data"/>', /Element "group" has no gid \[ATTRIBUTE_MISSING\]/],
  ['<group name="Data" gid="700"/>', /"name": bad account or group "Data"/],
  ['<group name="data" gid="42"/>', /"gid": bad number .*"42"[\s\S]*from 100 to 999/],
  ['<account name="a" uid="60000"/>', /"uid": bad number of an account or group "60000"/],
  ['<account name="a" uid="0700"/>', /"uid": bad number/],
  ['<account name="a" uid="700" shell="sh"/>', /"shell": bad path "sh"/],
  ['<account name="a" uid="700" comment="x:y"/>', /"comment": bad comment/],
  ['<account name="a" uid="700" groups="b:c"/>', /"groups": bad account or group "b:c"/],
  ['<mount what="/dev/sdb1" where="/"/>', /"where": bad folder "\/"/],
  ['<mount what="/dev/sdb1" where="/usr"/>', /"where": bad folder/],
  ['<mount what="/dev/sdb1" where="/data/../etc"/>', /"where": bad folder/],
  ['<mount what="/dev/sdb1" where="data"/>', /"where": bad folder/],
  ['<mount what="/dev/sdb 1" where="/data"/>', /"what": bad file system/],
  ['<mount what="/dev/sdb1" where="/data" options="rw, x"/>', /"options": bad list of options/],
  ['<mount what="/dev/sdb1" where="/data" automount="maybe"/>', /"automount": bad answer "maybe"/],
  ['<export path="/data" to="10.0.0.0/99"/>', /"to": bad client/],
  ['<timer name="a b" when="daily"/>', /"name": bad name/],
  ['<timer name="a" when="dayly"/>', /"when": bad time "dayly"[\s\S]*daily/],
  ['<timer name="a" when="25:00"/>', /"when": bad time/],
  ['<timer name="a" run="/bin/true"/>', /one of when and every/],
  ['<timer name="a" when="daily" every="1h" run="/bin/true"/>', /one of when and every/],
  ['<timer name="a" when="daily" first="1h" run="/bin/true"/>', /"first" goes with every/],
  ['<timer name="a" every="soon" run="/bin/true"/>', /"every": bad span of time "soon"/],
  ['<timer name="a" when="daily" run="true"/>', /"run": bad command/],
  ['<timer name="a" when="daily" run="/bin/sh -c \'reboot\'"/>', /"run": bad command[\s\S]*of its own/],
  ['<timer name="a" when="daily" user="portal"/>', /runs nothing by itself/],
  ['<sysctl name="swappiness" value="1"/>', /"name": bad setting of the kernel/],
  ['<sysctl name="vm.swappiness" value=""/>', /Element "sysctl" has no value/],
  ['<sysctl name="vm.swappiness" value="1&#10;kernel.panic = 1"/>', /"value": bad value/],
  ['<module name="a b"/>', /"name": bad module/],
  ['<module name="a" state="never"/>', /"state": bad state "never"[\s\S]*load, blacklist, options/],
  ['<module name="a" state="options"/>', /left alone, and has no options/],
  ['<alternative name="editor" path="nano"/>', /"path": bad path/],
  ['<pin package="a"/>', /one of version and from/],
  ['<pin package="a" version="1" from="a=stable"/>', /one of version and from/],
  ['<pin package="a" version="1" priority="0"/>', /"priority": bad priority "0"/],
  ['<pin package="A_" version="1"/>', /"package": bad package/],
  ['<link name="a"/>', /Nothing says which card "a" is/],
  ['<link name="a" mac="52:54:00:12:34"/>', /"mac": bad MAC address/],
  ['<link name="a" card="eth1" address="10.2.0.5"/>', /"address": bad address "10.2.0.5"[\s\S]*prefix/],
  ['<link name="a" card="eth1" address="fd00::5/64/x"/>', /"address": bad address "fd00::5\/64\/x"/],
  ['<link name="a" card="eth1" address="fd00::5"/>', /"address": bad address "fd00::5"/],
  ['<link name="a" card="eth1" address="10.2.0.5/16" gateway="dhcp"/>', /does not ask by DHCP/],
  ['<link name="a" card="eth1" mtu="100"/>', /"mtu": bad number of bytes/],
  ['<certificate/>', /Element "certificate" has no service/],
  ['<certificate service="../x"/>', /"service": bad service "..\/x"/],
  ['<certificate service="ca.pem"/>', /"service": bad service/],
  ['<certificate service="x" mode="0644"/>', /"mode": bad mode "0644"[\s\S]*nobody else/],
  ['<certificate service="x" names="*.example.org"/>', /"names": bad domain/],
  ['<certificate service="x" owner="a b"/>', /"owner": bad account/],
  ['<certificate service="x" restart="a;b"/>', /"restart": bad unit "a;b"/],
  ['<certificate service="x" authority="maybe"/>', /"authority": bad answer/],
  ['<certificate service="x" authority="yes" names="a.b"/>', /signs others is for no service with names/],
  ['<trust restart="$(x)"/>', /"restart": bad unit/],
];

for (const [body, fault] of WRONG)
  test(`${body.replace(/\n/g, ' ')} is an error`, () => {
    const faults = faultsOf(body);
    assert.is(faults.length, 1, faults.join('\n'));
    assert.match(faults[0]!, fault);
    assert.match(faults[0]!, /^r\/nodes\/top\.xml:2:1: error/);
  });

/** What the nodes top and x say, and what they differ about. */
const DIFFER: readonly (readonly [string, string, RegExp])[] = [
  ['<group name="data" gid="700"/>', '<group name="data" gid="701"/>', /the group "data"/],
  ['<group name="data" gid="700"/>', '<group name="more" gid="700"/>', /the number 700 of a group/],
  ['<account name="a" uid="700"/>', '<account name="a" uid="701"/>', /the account "a"/],
  ['<account name="a" uid="700"/>', '<account name="b" uid="700"/>', /the number 700 of an account/],
  ['<account name="a" uid="700"/>', '<account name="a" uid="700" shell="/bin/sh"/>', /the account "a"/],
  [
    '<mount what="/dev/sdb1" where="/d"/>',
    '<mount what="/dev/sdc1" where="/d"/>',
    /what is mounted on "\/d"/,
  ],
  [
    '<sysctl name="vm.swappiness" value="1"/>',
    '<sysctl name="vm/swappiness" value="2"/>',
    /"vm\/swappiness"/,
  ],
  ['<module name="br-netfilter"/>', '<module name="br_netfilter" state="blacklist"/>', /"br_netfilter"/],
  ['<timer name="fstrim" when="daily"/>', '<timer name="fstrim" when="weekly"/>', /the timer "fstrim"/],
  ['<alternative name="e" path="/bin/a"/>', '<alternative name="e" path="/bin/b"/>', /the alternative "e"/],
  ['<pin package="a,b" version="1"/>', '<pin package="b" version="2"/>', /the pin of "b"/],
  ['<link name="a" card="eth1"/>', '<link name="a" card="eth2"/>', /the network card "a"/],
  ['<certificate service="x"/>', '<certificate service="x" mode="0640"/>', /the certificate "x"/],
  [
    '<link name="a" card="eth1" address="10.2.0.1/16"/>',
    '<link name="b" card="eth2" address="10.2.0.1/24"/>',
    /the address 10\.2\.0\.1/,
  ],
];

for (const [top, x, about] of DIFFER)
  test(`${top} and ${x} are an error with both places; said alike, they are one`, () => {
    const [fault, ...more] = faultsOf(top, x).filter((text) => text.includes('SETTING_TWICE'));
    assert.equal(more, []);
    assert.match(fault!, about);
    assert.match(fault!, /^r\/nodes\/x\.xml:3: error: .*node "top" \(r\/nodes\/top\.xml:2\)/);
    assert.equal(
      faultsOf(top, top).filter((text) => text.includes('SETTING_TWICE')),
      [],
    );
  });

test('what is exported to two networks is no contradiction', () => {
  const profile = profileOf(
    one(
      '<package>nfs-kernel-server</package><export path="/d" to="10.1.0.0/16"/><export path="/d" to="10.2.0.0/16" options="ro"/>',
    ),
  );
  assert.equal(planInstallation(debian, profile).problems, []);
  assert.is(profile.exports!.length, 2);
});

const LACKING: readonly (readonly [string, RegExp])[] = [
  [
    '<mount what="server:/d" where="/d"/>',
    /error: The mount "\/d" of type "nfs" needs the package "nfs-common".*\[SETTING_PACKAGE\]/,
  ],
  [
    '<certificate service="x"/>',
    /error: The certificate "x" needs the package "openssl", which no node asks for/,
  ],
  ['<trust/>', /error: The trust in the authority needs the package "openssl"/],
  ['<export path="/d"/>', /error: The export "\/d" needs the package "nfs-kernel-server"/],
  [
    '<account name="a" uid="700" group="b"/>',
    /error: The account "a" has the group "b", which no node makes.*\[ACCOUNT_UNKNOWN\]/,
  ],
  [
    '<account name="a" uid="700"/><group name="b" gid="700"/>',
    /error: The account "a" would have a group with the number 700/,
  ],
  [
    '<timer name="t" when="daily" run="/bin/true" user="a"/>',
    /warning: The timer "t" runs as "a", whom no node makes/,
  ],
  [
    '<main><part>/d --label=state-d --size=1GiB --grow</part></main><mount what="/dev/sdb1" where="/d"/>',
    /error: "\/d" is a partition of node "top" .*, and a mount too/,
  ],
  [
    '<main><raid>/d --label=state-d --level=1 --disks=2 --size=1GiB --grow</raid></main><mount what="/dev/sdb1" where="/d"/>',
    /error: "\/d" is a partition of node "top" .*, and a mount too/,
  ],
  [
    '<main><part>--label=state-d /d --size=1GiB --grow</part></main><mount what="/dev/sdb1" where="/d"/>',
    /error: "\/d" is a partition of node "top" .*, and a mount too/,
  ],
  [
    '<sysctl name="vm.swappiness" value="1"/><post><file name="/etc/sysctl.d/60-cairn.conf">x</file></post>',
    /error: File ".*" holds what node "top" says .*would be written over/,
  ],
];

for (const [body, fault] of LACKING)
  test(`${body} lacks something`, () => {
    const found = faultsOf(body).filter((text) => fault.test(text));
    assert.is(found.length, 1, faultsOf(body).join('\n'));
  });

test('a machine that knows no frontend has nobody to ask', () => {
  for (const body of ['<certificate service="x"/>', '<trust/>']) {
    const [fault, ...more] = ask(one(body), { host: {} }).problems;
    assert.equal(more, []);
    assert.match(formatProblem(fault!), /Nobody says which machine is the frontend: frontend_hostname/);
  }
});

test('a certificate comes to what a program of the machine asks for, before the services that need it', () => {
  const body = `<package>openssl</package>
    <certificate service="x" group="www-data" names="a.example.org,b" restart="nginx a.socket"/>
    <certificate service="y" owner="postgres" mode="600"/><trust restart="tomcat10"/>`;
  const { plan, problems } = planInstallation(debian, profileOf(one(body), { host }));
  assert.equal(problems, []);
  const textOf = (path: string): string => plan.settings.files.find((file) => file.path === path)!.text;
  assert.is(
    textOf('/etc/cairn/certificates.conf'),
    `# top (r)
frontend frontend
certificate x root www-data 0640 a.example.org,b nginx.service,a.socket
certificate y postgres root 0600 - -
trust tomcat10.service
`,
  );
  const unit = textOf('/etc/systemd/system/cairn-certificates.service');
  assert.match(unit, /^Before=nginx\.service a\.socket tomcat10\.service cairn-first-boot\.service$/m);
  assert.match(textOf('/usr/lib/cairn/renew-certificates'), /^#!\/usr\/bin\/perl\n# top \(r\)\n/);
  const units = plan.units.map(({ name }) => name);
  assert.equal(units, ['cairn-certificates.service', 'cairn-certificates.timer']);
});

test('an account of a node or of the system may have a timer', () => {
  const timer = (user: string): string => `<timer name="t" when="daily" run="/bin/true" user="${user}"/>`;
  assert.equal(faultsOf(`<account name="portal" uid="700"/>${timer('portal')}`), []);
  assert.equal(faultsOf(timer('www-data')), []);
  assert.equal(faultsOf(`<main><user>--name=operator1</user></main>${timer('operator1')}`), []);
});

test.run();
