import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openState } from '../../../builder/frontend/state/mod.ts';
import { RELEASE_KEYRING } from '../../../builder/model/mod.ts';
import type { ProgramFiles } from '../../../builder/rolls/mod.ts';
import { type FakeBuild, type FakeInputs, openFakeBuild, unpackFakeMedium } from '../build/fake-build.ts';
import { PRIVATE } from '../frontend-state/open-temporary.ts';

/** A frontend with what a build wrote, from an archive of tiny packages. */
export interface FakeFrontend {
  readonly fake: FakeBuild;
  readonly served: string;
  readonly medium: string;
  /** Public keys of who made it. */
  readonly keyring: string;
  /** What commands need to find it. */
  readonly env: Readonly<Record<string, string>>;
  readonly write: (path: string, text: string) => Promise<void>;
}

/** @param program parts of Cairn itself, where they are not made up */
export async function openFakeFrontend(
  inputs: FakeInputs = {},
  program: Partial<ProgramFiles> = {},
): Promise<FakeFrontend> {
  const fake = await openFakeBuild(inputs);
  await fake.build({ program });
  const medium = await unpackFakeMedium(fake, 'out', 'medium');
  const place = (name: string): string => join(fake.dir, name);
  const served = place('served');
  await mkdir(served);
  const env = {
    CAIRN_STATE: place('state.db'),
    CAIRN_SERVED: served,
    CAIRN_SOCKET: place('cairnd.sock'),
    CAIRN_FRONTEND: place('frontend.json'),
    CAIRN_CACHE: place('frontend-cache'),
    CAIRN_KEYS: place('frontend-keys'),
    CAIRN_MIRROR: '',
    APT_CONFIG: place('no-sources.conf'),
  };
  // The mirror of whoever runs the tests is none of this frontend
  await writeFile(env.APT_CONFIG, 'Dir::Etc::sourcelist "/dev/null";\nDir::Etc::sourceparts "/dev/null";\n');
  const config = { hostname: 'frontend', domain: 'cluster', address: '10.1.1.1', prefix: '16' };
  await writeFile(env.CAIRN_FRONTEND, JSON.stringify(config));
  const state = await openState(env.CAIRN_STATE);
  await state.setNetwork(PRIVATE);
  await state.close();
  const write = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(place(path)), { recursive: true });
    await writeFile(place(path), text);
  };
  const keyring = join(medium, 'cairn', RELEASE_KEYRING);
  return { fake, served, medium, keyring, env, write };
}

/** A roll with a node, and a package of its own. @param word what the package says */
export async function writeFakeRoll(
  { write }: Pick<FakeFrontend, 'write'>,
  folder: string,
  word: string,
): Promise<void> {
  const name = folder.split('/').at(-1)!;
  await write(`${folder}/roll.yaml`, `name: ${name}\nversion: 1\nrequires: [base]\n`);
  await write(
    `${folder}/nodes/${name}.xml`,
    `<node interface="public"><package>word-${name}</package></node>`,
  );
  await write(`${folder}/graphs/${name}.xml`, `<graph><edge from="compute" to="${name}"/></graph>`);
  const described = `summary: A word\ndepends: [hello]\nfiles: { /usr/share/word-${name}: word }\n`;
  await write(`${folder}/packages/word-${name}/package.yaml`, described);
  await write(`${folder}/packages/word-${name}/word`, word);
}
