import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  imagePackage,
  kernelPackage,
  type OsRoll,
  parseRollFile,
  toolPackage,
} from '../../../builder/model/files/mod.ts';

const test = suite('roll.yaml of an operating system');
const SHORT =
  'name: debian-13\nos: debian-13\ncodename: trixie\nsuites: [trixie]\ncomponents: [main]\nkeyring: k\n';

const parse = (more = ''): OsRoll => {
  const { value, problems } = parseRollFile(SHORT + more, 'roll.yaml');
  assert.equal(problems, []);
  return value as OsRoll;
};

test('a short one has the names that Debian usually has', () => {
  const roll = parse();
  assert.is(imagePackage(roll, 'arm64'), 'debian-installer-13-netboot-arm64');
  assert.is(kernelPackage(roll, '6.12.107+deb13-amd64', 'amd64'), 'linux-image-6.12.107+deb13-amd64');
  assert.is(toolPackage(roll, 'fdisk'), 'fdisk');
  assert.is(roll.installer.borrowed, undefined);
  assert.is(roll.preferred, false);
  assert.ok(roll.configured.includes('systemd'));
});

test('every name can be another one', () => {
  const roll = parse(
    'installer:\n  image: di-&arch;-&release;\n  kernel: kernel-&kernel;-&arch;\n  tools: { fdisk: util-linux }\n' +
      '  borrowed: { suites: [next], tools: [quickjs, zstd] }\nconfigured: [init-tools]\npreferred: true\n',
  );
  assert.is(imagePackage(roll, 'amd64'), 'di-amd64-13');
  assert.is(kernelPackage(roll, '6.1', 'amd64'), 'kernel-6.1-amd64');
  assert.is(toolPackage(roll, 'fdisk'), 'util-linux');
  assert.is(toolPackage(roll, 'tar'), 'tar');
  assert.equal(roll.installer.borrowed, { suites: ['next'], tools: ['quickjs', 'zstd'] });
  assert.equal([roll.configured, roll.preferred], [['init-tools'], true]);
});

const wrong: readonly (readonly [string, number, RegExp])[] = [
  ['installer: { tools: { perl: perl } }', 7, /Bad tool "perl"/],
  ['installer: { tools: { tar: "Tar!" } }', 7, /Bad package name "Tar!"/],
  ['installer: { image: "x-&hostname;" }', 7, /Bad package name/],
  ['installer: { kernel: "x-&release;" }', 7, /Bad package name/],
  ['installer: { borrowed: { tools: [quickjs] } }', 7, /Missing key "suites"/],
  ['installer: { borrowed: { suites: [trixie], tools: [quickjs2] } }', 7, /Did you mean "quickjs"/],
  ['installer: { libraries: [libc6] }', 7, /Unknown key "libraries"/],
  ['configured: systemd', 7, /Expected a list/],
];
for (const [text, line, message] of wrong)
  test(`is refused: ${text}`, () => {
    const { value, problems } = parseRollFile(`${SHORT}${text}\n`, 'roll.yaml');
    assert.is(value, undefined);
    assert.is(problems.length, 1);
    assert.is(problems[0]!.place?.line, line);
    assert.match(`${problems[0]!.message} ${problems[0]!.hint}`, message);
  });

test('what an operating system alone says is no key of other rolls', () => {
  const { problems } = parseRollFile('name: x\nos: [debian-13]\ninstaller: {}\n', 'roll.yaml');
  assert.equal(
    problems.map(({ code, place }) => `${code} ${place?.line}`),
    ['YAML_KEY_UNKNOWN 3'],
  );
});

test.run();
