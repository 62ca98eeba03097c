import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Run, withTempDir } from '../../io/mod.ts';
import type { Platform } from '../../model/mod.ts';
import { UNIFIED_OS_RELEASE, type UnifiedEntry } from '../../render/menus/mod.ts';
import type { UnifiedFiles } from './unified-files.ts';

export interface UnifiedInput {
  readonly run: Run;
  readonly platform: Platform;
  readonly files: UnifiedFiles;
  readonly kernel: string;
  /** As `uname -r` says it. */
  readonly kernelRelease: string;
  /** Loaded one after the other. */
  readonly initrds: readonly string[];
  /** The first is the default; each may have other arguments, and nothing else. */
  readonly entries: readonly UnifiedEntry[];
  /** The image, which nobody has signed yet. */
  readonly out: string;
}

/**
 * Makes kernel, initrds and the arguments of every entry into one program for UEFI, by the `ukify` of the release that is
 * installed, not the build host's. Same input, same bytes.
 *
 * @throws {BuildError} COMMAND_MISSING, COMMAND_FAILED
 */
export async function composeUnified(input: UnifiedInput): Promise<void> {
  const { platform, files, kernel, kernelRelease, initrds, entries, out } = input;
  const [first, ...others] = entries;
  await withTempDir(async (dir) => {
    const osRelease = join(dir, 'os-release');
    await writeFile(osRelease, UNIFIED_OS_RELEASE);
    const joined: string[] = [];
    for (const [index, entry] of others.entries()) {
      const part = join(dir, `${index}.efi`);
      await ukify(input, [`--stub=${files.entryStub}`, ...describe(entry), `--output=${part}`]);
      joined.push(`--join-profile=${part}`);
    }
    await ukify(input, [
      ...[`--stub=${files.stub}`, `--linux=${kernel}`, `--uname=${kernelRelease}`],
      ...initrds.map((path) => `--initrd=${path}`),
      ...[`--os-release=@${osRelease}`, ...describe(first!), ...joined, `--output=${out}`],
    ]);
  });

  function describe({ profile, commandLine }: UnifiedEntry): string[] {
    return [`--efi-arch=${platform.efi.unified.arch}`, `--profile=${profile}`, `--cmdline=${commandLine}`];
  }
}

/** Settings of the build host are left out. */
async function ukify({ run, files }: UnifiedInput, words: readonly string[]): Promise<void> {
  const env = { PYTHONPATH: dirname(files.pefile) };
  await run(['python3', '-B', files.ukify, 'build', '--config=/dev/null', ...words], { env });
}
