import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { CpioMember } from '../../formats/cpio.ts';
import { encodeCpio } from '../../formats/cpio-encode.ts';
import { type ContentFile, digestOnce, type KeptPlace, keepMade, run, stampTools } from '../../io/mod.ts';
import type { Platform } from '../../model/mod.ts';
import { type BorrowedTools, readBorrowedTools } from './borrowed-tools.ts';
import { outlineInitrd } from './debian-initrd.ts';
import type { OverlayTool } from './lists.ts';
import { collectDirectories } from './read-member.ts';
import { readOverlayModules } from './read-modules.ts';
import { readOverlayTools, type Trees } from './read-tools.ts';

/** What the first archive of an overlay is made of. */
export interface ProgramsInput {
  readonly platform: Platform;
  /** Names of kernel modules, and the unpacked linux-image package of the initrd's release. */
  readonly modules: readonly string[];
  readonly kernelTree: string;
  readonly tools: readonly OverlayTool[];
  /** Unpacked packages by name: of the tools, and of the libraries they need. */
  readonly trees: Trees;
  /** Tools that the release itself has not. */
  readonly borrowed?: BorrowedTools | undefined;
  /** Names what is in all of these trees: the same, the same files. */
  readonly treesKey: string;
  /** Path of Debian's initrd.gz. */
  readonly debianInitrd: string;
  readonly epochSeconds: number;
}

/** The first archive of an overlay: what changes with the packages that media are made of, and with nothing else. */
export interface OverlayPrograms {
  /** Compressed. */
  readonly file: string;
  /** Sizes of its members by name, folders apart. */
  readonly members: Readonly<Record<string, number>>;
  readonly folders: readonly string[];
}

const shape = v.object({ members: v.record(v.string(), v.number()), folders: v.array(v.string()) });
const ARCHIVE = 'programs.img';

/**
 * Makes kernel modules and programs into an archive, or finds the one that an earlier build made of the same.
 *
 * @throws {BuildError} OVERLAY_KERNEL, OVERLAY_MODULE, OVERLAY_TOOL: not found
 */
export async function composePrograms(cache: KeptPlace, given: ProgramsInput): Promise<OverlayPrograms> {
  const { platform, modules, kernelTree, tools, trees, borrowed, treesKey, epochSeconds } = given;
  const { sha256 } = await digestOnce(given.debianInitrd);
  const initrd: ContentFile = { file: given.debianInitrd, sha256 };
  const versions = await stampTools(['zstd', 'depmod', 'modinfo']);
  const { value, files } = await keepMade(cache, {
    kind: 'programs',
    inputs: {
      ...{ platform, modules, kernelTree, tools, trees, borrowed, treesKey, epochSeconds },
      ...{ initrd, versions },
    },
    shape,
    make: (inputs, dir) => writePrograms(cache, inputs, dir),
  });
  return { file: files[ARCHIVE]!.file, ...value };
}

async function writePrograms(
  cache: KeptPlace,
  input: Omit<ProgramsInput, 'debianInitrd'> & { readonly initrd: ContentFile },
  dir: string,
): Promise<v.InferOutput<typeof shape>> {
  const { epochSeconds, platform } = input;
  const initrd = await outlineInitrd(cache, input.initrd.file);
  const [modules, tools, borrowed] = await Promise.all([
    readOverlayModules(input.kernelTree, input.modules, initrd, epochSeconds),
    readOverlayTools(input.tools, input.trees, initrd, platform, epochSeconds),
    input.borrowed === undefined ? [] : readBorrowedTools(input.borrowed, platform, epochSeconds),
  ]);
  const members = new Map<string, CpioMember>();
  for (const member of [...modules, ...tools, ...borrowed]) members.set(member.name, member);
  const folders = collectDirectories([...members.keys()], new Set(initrd.members.keys()), epochSeconds);
  await writeFile(join(dir, ARCHIVE), await compressArchive([...folders, ...members.values()]));
  return {
    members: Object.fromEntries([...members.values()].map(({ name, content }) => [name, content.length])),
    folders: folders.map(({ name }) => name),
  };
}

/** What tools that read archives take at once. */
const BLOCK_BYTES = 512;

/**
 * One archive, compressed: kernels unpack one after the other out of one file, and so can whoever reads whole blocks.
 * One thread: how zstd cuts the input depends on the number of threads, and so would the bytes.
 */
export async function compressArchive(members: readonly CpioMember[]): Promise<Uint8Array> {
  const input = encodeCpio(members, BLOCK_BYTES);
  const argv = ['zstd', '--quiet', '-9', '--single-thread', '--check', '--stdout'];
  return (await run(argv, { input, binary: true })).stdoutBytes;
}
