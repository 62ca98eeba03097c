import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { type BuildRequest, type BuildResult, buildOutput } from '../../../builder/build/build-output.ts';
import { readRecipe, readSite } from '../../../builder/build/mod.ts';
import { createDistroContext, type DistroContext } from '../../../builder/distro/mod.ts';
import { encodeCpio } from '../../../builder/formats/cpio-encode.ts';
import { type ProgressEvent, type Run, run } from '../../../builder/io/mod.ts';
import { listOverlayModules, listOverlayTools } from '../../../builder/media/mod.ts';
import { imagePackage, kernelPackage, parseRollFile } from '../../../builder/model/files/mod.ts';
import { requirePlatform } from '../../../builder/model/mod.ts';
import type { ProgramFiles } from '../../../builder/rolls/mod.ts';
import { FAKE_FOUNDATION, writeFakeArchive } from '../../fakes/archive.ts';
import { encodeTar, type FakePackage } from '../../fakes/deb.ts';
import { recordProgress, steppingClock } from '../../fakes/io.ts';

const RELEASE = '6.1.0-fake-amd64';
const platform = requirePlatform('amd64');

const osRoll = (keyring: string): string => `name: os
version: "13"
os: debian-13
codename: trixie
suites: [trixie]
components: [main]
keyring: ${keyring}
`;

/** A cluster of one appliance: a node, a package of the archive, a package of its own, a secret. */
const FILES: Readonly<Record<string, string>> = {
  'rolls/base/roll.yaml': `name: base
version: 1
appliances:
  compute: { node: compute }
attributes:
  motto: { default: none }
  password: { secret: true, default: "" }
`,
  'rolls/base/nodes/compute.xml': '<node><package>hello</package></node>',
  'rolls/base/nodes/greeting.xml': '<node><package>greeting</package></node>',
  'rolls/base/graphs/base.xml': '<graph><edge from="compute" to="greeting"/></graph>',
  'rolls/base/packages/greeting/package.yaml':
    'summary: A greeting\ndepends: [hello]\nfiles: { /usr/share/greeting: greeting.txt }\n',
  'rolls/base/packages/greeting/greeting.txt': 'Good morning\n',
  'recipes/tiny.yaml': 'name: tiny\nversion: "1.0"\nos: debian-13\nrolls: [os, base]\n',
  'site.yaml': 'cluster: test\nattributes: { global: { motto: onwards, password: hunter2 } }\n',
  'program/boot.js': '// engine\n',
  'program/initrd/usr/lib/hook': '#!/bin/sh\n',
};

type BuildChange = Partial<BuildRequest> & {
  readonly offline?: boolean;
  readonly program?: Partial<ProgramFiles>;
  readonly distro?: Partial<DistroContext>;
};

/** Everything that a build is made of, in a folder; only mmdebstrap is not real. */
export interface FakeBuild {
  readonly dir: string;
  /** Changes a file before the next build. */
  readonly write: (path: string, text: string) => Promise<void>;
  readonly build: (change?: BuildChange) => Promise<BuildResult>;
  /** Events of the last build. */
  readonly events: () => readonly ProgressEvent[];
  readonly program: ProgramFiles;
  readonly distro: DistroContext;
}

function contextIn(dir: string): DistroContext {
  return createDistroContext({
    run: withoutMmdebstrap,
    environment: {},
    clock: steppingClock(100),
    cacheDir: join(dir, 'cache'),
    keysDir: join(dir, 'keys'),
  });
}

/** What another fake build is made of. */
export interface FakeInputs {
  /** Text of `recipes/tiny.yaml`; of its rolls `os` and `base` are there. */
  readonly recipe?: string;
  /** More packages of the archive; one of a name that is there adds to that. */
  readonly packages?: readonly FakePackage[];
}

export async function openFakeBuild({ recipe, packages = [] }: FakeInputs = {}): Promise<FakeBuild> {
  const dir = await mkdtemp(join(tmpdir(), 'cairn-build-'));
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(join(dir, dirname(path)), { recursive: true });
    await writeFile(join(dir, path), text);
  };
  for (const [path, text] of Object.entries(FILES)) await write(path, text);
  if (recipe !== undefined) await write('recipes/tiny.yaml', recipe);
  const all = new Map(listFakePackages().map((item) => [item.name, item]));
  for (const item of packages) {
    const known = all.get(item.name);
    all.set(item.name, { ...known, ...item, files: { ...known?.files, ...item.files } });
  }
  const { mirror, os } = await writeFakeArchive(join(dir, 'fake'), contextIn(dir), [...all.values()]);
  await write('rolls/os/roll.yaml', osRoll(os.keyring));
  return reopenFakeBuild(dir, mirror);
}

/** The same in another process. @param mirror of its `distro` */
export function reopenFakeBuild(dir: string, mirror: string | undefined): FakeBuild {
  const distro = { ...contextIn(dir), ...(mirror === undefined ? {} : { mirror }) };
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(join(dir, dirname(path)), { recursive: true });
    await writeFile(join(dir, path), text);
  };
  const program = {
    bundle: undefined,
    engine: join(dir, 'program/boot.js'),
    initrd: join(dir, 'program/initrd'),
    rolls: undefined,
    recipes: undefined,
    share: undefined,
  };
  let events: readonly ProgressEvent[] = [];
  return {
    ...{ dir, write, program, distro },
    events: () => events,
    build: async ({ offline = false, program: parts = {}, distro: other = {}, ...change } = {}) => {
      const recorded = recordProgress();
      events = recorded.events;
      const recipe = await readRecipe(join(dir, 'recipes/tiny.yaml'));
      const request = { recipe, outputDir: join(dir, 'out'), ...change };
      const surroundings = { ...distro, offline, progress: recorded.progress, ...other };
      return buildOutput(request, { distro: surroundings, program: { ...program, ...parts } });
    },
  };
}

/** Takes the release out of an image. @returns the folder of a medium */
export async function unpackFakeMedium({ dir }: FakeBuild, outputs: string, to: string): Promise<string> {
  const image = join(dir, outputs, 'tiny-1.0-amd64/tiny-1.0-amd64.iso');
  const medium = join(dir, to);
  await mkdir(medium, { recursive: true });
  const extract = ['cairn', 'install'].flatMap((name) => ['-extract', `/${name}`, join(medium, name)]);
  await run(['xorriso', '-osirrox', 'on', '-indev', image, ...extract]);
  await run(['chmod', '-R', 'u+w', medium]);
  return medium;
}

export async function closeFakeBuild({ dir }: FakeBuild): Promise<void> {
  await rm(dir, { recursive: true });
}

/** The site of `site.yaml`. */
export function readFakeSite({ dir }: FakeBuild) {
  return readSite(join(dir, 'site.yaml'));
}

const withoutMmdebstrap: Run = async (argv, options) => {
  if (argv[0] === 'newuidmap') return run(['true'], options);
  if (argv[0] !== 'mmdebstrap') return run(argv, options);
  await writeFile(argv.at(-2)!, await encodeTar({ 'etc/machine-id': '', 'usr/bin/apt': 'apt' }));
  return run(['true']);
};

/** An archive with all that a medium takes parts from. */
export function listFakePackages(): FakePackage[] {
  const { value: roll } = parseRollFile(osRoll('k'), 'roll.yaml');
  if (roll === undefined || !('installer' in roll)) throw new Error('That is no OS roll');
  const files = new Map<string, Record<string, string | Uint8Array>>();
  const add = (name: string, path: string, content: string | Uint8Array): void =>
    void files.set(name, { ...files.get(name), [path]: content });
  const { efi, bios } = platform;
  for (const file of [...Object.values(efi.files), ...Object.values(bios?.files ?? {})])
    add(file.package, file.path, Buffer.alloc(/isohd[fp]*x\.bin$/.test(file.path) ? 432 : 4096, file.path));
  for (const tool of listOverlayTools(roll, platform).own)
    for (const { from } of tool.files) add(tool.package, from, `program ${from}`);
  const image = imagePackage(roll, 'amd64');
  const installer = 'usr/lib/debian-installer/images/13/amd64/text/debian-installer/amd64';
  add(image, `${installer}/linux`, 'kernel');
  add(image, `${installer}/initrd.gz`, gzipSync(encodeInitrd()));
  const kernel = kernelPackage(roll, RELEASE, 'amd64');
  const modules = `usr/lib/modules/${RELEASE}`;
  const builtIn = listOverlayModules(platform).map((name) => `kernel/${name}.ko\n`);
  add(kernel, `${modules}/modules.builtin`, builtIn.join(''));
  for (const name of ['modules.builtin.modinfo', 'modules.order']) add(kernel, `${modules}/${name}`, '');
  add(kernel, `${modules}/kernel/README`, '');
  const parts = [...files].map(([name, contents]): FakePackage => ({ name, files: contents }));
  return [
    ...FAKE_FOUNDATION,
    { name: 'hello', version: '2.10', fields: { Depends: 'libc6' }, files: { 'usr/bin/hello': 'hello' } },
    ...parts,
  ];
}

function encodeInitrd(): Uint8Array {
  const member = (name: string, mode: number) => ({ name, mode, content: new Uint8Array(), mtimeSeconds: 1 });
  return encodeCpio([
    member('usr', 0o40755),
    member(`usr/lib/modules/${RELEASE}/modules.dep.bin`, 0o100644),
    member(`usr/lib/modules/${RELEASE}/kernel/x.txt`, 0o100644),
  ]);
}
