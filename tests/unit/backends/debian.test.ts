import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { debian } from '../../../builder/backends/debian/debian.ts';
import type { DebianPlan } from '../../../builder/backends/debian/types.ts';
import {
  checkInstallation,
  findBackend,
  missingBackend,
  planInstallation,
} from '../../../builder/backends/mod.ts';
import { DIRECTIVE_NAMES } from '../../../builder/graph/elements/main/directive-names.ts';
import { one, profileOf } from '../graph/ask.ts';

const ROOT = '<part>/ --label=cairn-root --size=1GiB --grow</part>';

/** The plan of one node; what is refused fails the test. */
function planOf(body: string, host: Readonly<Record<string, string>> = {}): DebianPlan {
  const { plan, problems } = planInstallation(debian, profileOf(one(body), { host }));
  assert.equal(problems, []);
  return plan;
}

/** Why a node is refused: code, line, reason. */
function refusals(body: string): string[] {
  return planInstallation(debian, profileOf(one(body))).problems.map(
    ({ code, place, message }) => `${code} ${place?.line} ${message.replace(/^.* of node "top": /, '')}`,
  );
}

const shellOf = (directive: string, host = {}): string =>
  planOf(`<main>${directive}</main>`, host).shell.join('\n');
const whyNot = (directive: string): string => refusals(`<main>${directive}</main>`).join('\n');

const test = suite("Debian's back-end");

test('is that of its family of operating systems', () => {
  assert.is(findBackend('debian-13'), debian);
  assert.is(findBackend('ubuntu-24.04'), debian);
  assert.is(findBackend('rocky-9'), undefined);
  assert.is(findBackend(''), undefined);
});

test('carries out or refuses every directive by name', () => {
  for (const name of DIRECTIVE_NAMES) {
    const support = debian.directives[name];
    if (support === 'carried out') continue;
    assert.match(whyNot(`<${name}>x</${name}>`), `DIRECTIVE_UNSUPPORTED 2 ${support.refused}`);
  }
});

test('refuses what pass for storage, network and firewall elsewhere', () => {
  assert.match(whyNot('<raid>/ --device=md0</raid>'), /disks are described with <part>/);
  assert.match(whyNot('<network>--bootproto=dhcp</network>'), /the network is described by files/);
  assert.match(whyNot('<firewall>--enabled</firewall>'), /the option "--enabled" means nothing here/);
  assert.match(whyNot('<firewall/>'), /write --disabled/);
});

test('loses no option, word or attribute of a directive', () => {
  assert.match(whyNot('<bootloader>--location=mbr --password=x</bootloader>'), /the option "--location"/);
  assert.match(whyNot('<user>--name=ann --gid=5</user>'), /the option "--gid" means nothing here/);
  assert.match(whyNot('<lang>en_US.UTF-8 --addsupport=de</lang>'), /the option "--addsupport"/);
  assert.match(whyNot('<keyboard>us de</keyboard>'), /"de" means nothing here/);
  assert.match(whyNot('<lang locale="de">x</lang>'), /the attribute "locale" means nothing here/);
  assert.match(
    whyNot(`${ROOT}<part size="1">swap --label=cairn-swap --size=1GiB</part>`),
    /attribute "size"/,
  );
  assert.match(whyNot('<user>--name="ann</user>'), /a quote has no end/);
  assert.match(whyNot('<timezone/>'), /it is empty/);
});

test('an operating system that nothing installs is an error that says what is installed', () => {
  assert.equal(missingBackend('rocky-9'), {
    severity: 'error',
    code: 'BACKEND_MISSING',
    message: 'Nothing installs the operating system "rocky-9"',
    hint: 'There are installers for: debian',
  });
});

test('a check finds what the plan could not carry out, and nothing else', () => {
  const profile = profileOf(one('<main><raid>x</raid><lang>de_DE.UTF-8</lang></main>'));
  const problems = checkInstallation(debian, profile);
  assert.equal(
    problems.map(({ code, place }) => `${code} ${place?.line}`),
    ['DIRECTIVE_UNSUPPORTED 2'],
  );
  assert.equal(checkInstallation(debian, profileOf(one('<main><lang>de_DE.UTF-8</lang></main>'))), []);
});

test('switches services on and off, one command each', () => {
  const both = '<services>--enabled=ssh,chrony --disabled="cups.service,,a b"</services>';
  assert.equal(planOf(`<main>${both}</main>`).shell, [
    'systemctl enable ssh',
    'systemctl enable chrony',
    'systemctl disable cups.service',
    "systemctl disable 'a b'",
  ]);
  assert.equal(planOf('<main><services/></main>').shell, []);
});

test('locks root, and gives a locked account no password', () => {
  assert.is(shellOf('<rootpw>--lock</rootpw>'), 'passwd --lock root');
  assert.match(whyNot('<rootpw>--lock $6$a$b</rootpw>'), /a locked account has no password/);
  assert.match(whyNot('<rootpw>--iscrypted</rootpw>'), /it is empty/);
});

test('ends as the last directive about the end says', () => {
  assert.is(planOf('<main><reboot/></main>').finish, 'reboot');
  assert.is(planOf('<main><reboot/><poweroff/></main>').finish, 'poweroff');
  assert.is(planOf('<main><text/><skipx/></main>').finish, planOf('').finish);
});

test('renders accounts, clock and language', () => {
  assert.is(shellOf('<timezone>--utc Europe/Rome</timezone>'), 'cairn_timezone Europe/Rome');
  assert.is(shellOf('<rootpw>--iscrypted $6$a$b</rootpw>'), "usermod --password '$6$a$b' root");
  assert.is(
    shellOf('<user>--name=ann --groups=sudo,adm --gecos="Ann B."</user>'),
    "id -u ann >/dev/null 2>&1 || useradd --create-home --groups sudo,adm --comment 'Ann B.' ann",
  );
  assert.match(whyNot('<rootpw>secret</rootpw>'), /must be a hash/);
});

test('a value with quotes stays one value', () => {
  const options = { kernel_options: 'quiet dyndbg="file hub.c +p"' };
  const bootloader = '<bootloader>--append="&kernel_options;" --timeout=2</bootloader>';
  const plan = planOf(`<main>${ROOT}${bootloader}</main>`, options);
  assert.is(plan.kernelOptions, 'quiet dyndbg="file hub.c +p"');
  assert.is(plan.menuTimeoutSeconds, 2);
  const name = `O'Neil "x" \\`;
  assert.is(
    shellOf('<user>--name=ann --gecos="&gecos;"</user>', { gecos: name }),
    `id -u ann >/dev/null 2>&1 || useradd --create-home --comment 'O'\\''Neil "x" \\' ann`,
  );
});

test('what has no value yet is left out, and is no finding', () => {
  const rolls = {
    ...one('<main><timezone>&zone;</timezone><part>/ --label=cairn-root --size=&size;</part></main>'),
    attributes: { zone: {}, size: {} },
  };
  const profile = profileOf(rolls, { options: { allowUnanswered: true } });
  const { plan, problems } = planInstallation(debian, profile);
  assert.equal(problems, []);
  assert.equal(plan.shell, []);
  assert.equal(
    profile.directives.map(({ unanswered }) => unanswered),
    [['zone'], ['size']],
  );
});

test('native lines are for debconf: of packages, and of the installer', () => {
  const lines = '# comment\nchrony chrony/x boolean true\nd-i foo/bar select a, b\\\n  c\npkg q/empty string';
  const plan = planOf(`<main><native installer="preseed">${lines}</native></main>`);
  assert.equal(plan.installerSelections, [
    { owner: 'd-i', question: 'foo/bar', type: 'select', value: 'a, b c' },
  ]);
  assert.is(debian.render(plan).selections, 'chrony chrony/x boolean true\npkg q/empty string\n');
  assert.equal(planOf('<main><native installer="kickstart">url --x</native></main>').selections, []);
  assert.match(
    whyNot('<native installer="preseed">what is</native>'),
    /"what is" is not OWNER QUESTION TYPE VALUE/,
  );
});

test('packages, tasks and units, as apt and systemctl take them', () => {
  const plan = planOf(
    '<package>nano</package><package type="meta">ssh-server</package><package disable="1">vim</package>' +
      '<service name="b"/><service name="a" enabled="no"/><service name="getty" instance="tty1"/>',
  );
  assert.equal(debian.render(plan).aptWords, ['ssh-server^', 'nano', 'vim-']);
  assert.equal(
    plan.units.map(({ name, enabled }) => `${name} ${enabled}`),
    ['b true', 'getty@tty1 true', 'a false'],
  );
});

const variable = (more: string): string => `<variable><name>n</name>${more}</variable>`;
const screen = (more: string): string => `<screen><title>T</title>${variable(more)}</screen>`;

test("questions are what d-i's dialogs can ask", () => {
  const kindOf = (more: string): unknown => {
    const [question] = planOf(screen(more), { n: '' }).questions;
    return [question!.kind, question!.form, question!.mayBeEmpty];
  };
  assert.equal(kindOf(''), ['string', { type: 'string' }, false]);
  assert.equal(kindOf('<type>text</type><optional/>'), ['string', { type: 'text' }, true]);
  assert.equal(kindOf('<type>timezone</type>'), ['string', { type: 'timezone' }, false]);
  assert.equal(kindOf('<type>yesno</type>'), ['boolean', { type: 'boolean' }, false]);
  assert.equal(kindOf('<type>menu</type><option>a</option><option>b</option>'), [
    'select',
    { values: ['a', 'b'] },
    false,
  ]);
  assert.equal(kindOf('<option>a</option>'), ['select', { values: ['a'] }, false]);
  assert.equal(kindOf('<maxlength>8</maxlength>'), [
    'string',
    { type: 'string', pattern: '[\\s\\S]{0,8}' },
    false,
  ]);
  const [question] = planOf(screen('<label>Where:</label><help>H</help><default>d</default>')).questions;
  assert.equal(
    [question!.name, question!.title, question!.help, question!.screen, question!.value],
    ['n', 'Where', 'H', 'T', 'd'],
  );
});

test('a question that cannot be asked is refused', () => {
  const whyNotAsked = (more: string): string => refusals(screen(more)).join('\n');
  assert.is(
    whyNotAsked('<type>roll</type>'),
    'ELEMENT_UNSUPPORTED 2 the installer has no dialog for the type "roll"',
  );
  assert.match(whyNotAsked('<type>select</type>'), /it has no <option> to choose/);
  assert.match(
    whyNotAsked('<type>integer</type><default>x</default>'),
    /its default is wrong: Bad number "x"/,
  );
  assert.match(whyNotAsked('<option>a</option><default>b</default>'), /its default is wrong: Bad choice "b"/);
  assert.match(whyNotAsked('<readonly/>'), /it is read-only and has no value/);
  assert.match(whyNotAsked('<maxlength>long</maxlength>'), /no length/);
});

test('who waits for other hosts waits before all scripts of the first boot', () => {
  const { scripts } = planOf('<boot>a</boot><after appliance="database"/><boot>b</boot>');
  assert.equal(
    scripts['boot-pre'].map(({ element }) => element),
    ['after', 'boot', 'boot'],
  );
});

test('scripts by phase; one that could not run where it is to run is refused', () => {
  const plan = planOf(
    '<pre>a</pre><post>b</post><boot order="post">c</boot><configure phase="post">d</configure>',
  );
  assert.equal(
    Object.entries(plan.scripts).map(([phase, list]) => `${phase} ${list.length}`),
    ['pre 1', 'post 2', 'boot-pre 0', 'boot-post 1', 'ready 0', 'reconfigure 0', 'change 0'],
  );
  assert.equal(refusals('<pre interpreter="/usr/bin/python3">x</pre>'), [
    'ELEMENT_UNSUPPORTED 2 it runs in the installer, which has no "python3": write it for sh',
  ]);
  assert.equal(refusals('<post arg="--nochroot" interpreter="/bin/bash">x</post>'), []);
  assert.match(
    refusals('<configure arg="--nochroot" phase="post,reconfigure">x</configure>').join(),
    /no installer/,
  );
});

test('of what runs on a change the installation writes the files and runs nothing', () => {
  const { scripts } = planOf(
    '<on change="hosts" interpreter="/usr/bin/python3"><file name="/f"><hosts/></file>print(1)</on><on change="hosts" env="hosts.names">true</on>',
  );
  assert.equal(
    scripts.post.map(({ interpreter, parts }) => [interpreter, parts.map(({ kind }) => kind)]),
    [['sh', ['file']]],
  );
  assert.is(scripts.change.length, 2);
});

test.run();
