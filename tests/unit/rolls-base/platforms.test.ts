import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { attributesOfMachine, type Profile, traverse } from '../../../builder/graph/mod.ts';
import { readRecipeGraph } from '../../fakes/recipe-graph.ts';

async function compile(file: string, arch?: string): Promise<Profile> {
  const graph = await readRecipeGraph(file, arch);
  const given = { hostname: 'frontend', firmware: 'yes', munge_key: 'KEY' };
  const { profile, problems } = traverse(graph, attributesOfMachine(graph, 'frontend', given), 'frontend');
  assert.equal(problems, []);
  return profile!;
}

const packagesOf = ({ packages }: Profile): string[] => packages.enabled.map(({ name }) => name);
const textOf = (profile: Profile, path: string): string =>
  profile.files
    .filter((file) => file.path === path)
    .map((file) => file.text.trim())
    .join('\n');

const amd64 = await compile('recipes/minimal.yaml');
const arm64 = await compile('recipes/minimal-arm64.yaml');
const test = suite('rolls/base on each architecture');

test('a frontend has the kernel, the loaders and the microcode of its architecture, and of no other', () => {
  const [ofAmd, ofArm] = [new Set(packagesOf(amd64)), new Set(packagesOf(arm64))];
  assert.equal(
    [...ofAmd].filter((name) => !ofArm.has(name)),
    [
      ...['amd64-microcode', 'grub-efi-amd64-bin', 'grub-efi-amd64-signed', 'grub-pc-bin', 'intel-microcode'],
      ...['linux-image-amd64', 'memtest86+', 'pxelinux', 'syslinux-common'],
    ],
  );
  assert.equal(
    [...ofArm].filter((name) => !ofAmd.has(name)),
    ['grub-efi-arm64-bin', 'grub-efi-arm64-signed', 'linux-image-arm64'],
  );
});

test('only where there is BIOS has a disk a place for its boot loader', () => {
  const partsOf = ({ directives }: Profile): string[] =>
    directives.filter(({ name }) => name === 'part').map(({ text }) => text.split(' ')[0]!);
  assert.equal(partsOf(amd64), ['biosboot', '/boot/efi', 'swap', '/', '/state']);
  assert.equal(partsOf(arm64), ['/boot/efi', 'swap', '/', '/state']);
});

test('the service knows the architecture of its machines; the login on the serial line knows the line', () => {
  for (const [profile, arch, line] of [
    [amd64, 'amd64', 'ttyS0'],
    [arm64, 'arm64', 'ttyAMA0'],
  ] as const) {
    const config = JSON.parse(textOf(profile, '/etc/cairn/frontend.json')) as Record<string, string>;
    assert.is(config['arch'], arch);
    const instances = profile.services.filter(({ name }) => name === 'serial-getty');
    assert.equal(
      instances.map(({ instance }) => instance),
      [`${line}.service`],
    );
  }
});

test("environment modules name the architecture's folder of Open MPI, once", async () => {
  for (const [arch, triple] of [
    ['amd64', 'x86_64-linux-gnu'],
    ['arm64', 'aarch64-linux-gnu'],
  ] as const) {
    const text = textOf(await compile('recipes/hpc.yaml', arch), '/usr/share/modules/modulefiles/openmpi');
    assert.equal(text.match(/^setenv .*$/gm), [`setenv MPI_HOME /usr/lib/${triple}/openmpi`]);
  }
});

test.run();
