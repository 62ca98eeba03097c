import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Platform, requirePlatform } from '../../builder/model/mod.ts';

// QEMU ends when this process exits, and a signal alone is no exit
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

/** What a build wrote, for tests that boot it. */
export interface TestImages {
  readonly iso: string;
  readonly netboot: string;
  /** What they are for. */
  readonly platform: Platform;
}

/**
 * Finds the newest image below a folder: `CAIRN_TEST_IMAGES`, or `output/`.
 *
 * @throws Error when there are none: a test that boots nothing must not pass
 */
export function findTestImages(folder = process.env['CAIRN_TEST_IMAGES'] ?? 'output'): TestImages {
  const root = resolve(folder);
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  const [iso] = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.iso') && !entry.parentPath.includes('/.'))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (iso === undefined)
    throw new Error(`There is no image below "${root}": build one, or set CAIRN_TEST_IMAGES`);
  const arch = /-([a-z0-9]+)\.iso$/.exec(iso)?.[1] ?? '';
  return { iso, netboot: join(iso, '..', 'netboot'), platform: requirePlatform(arch, { file: iso }) };
}

/** A folder for one machine, gone afterwards unless `CAIRN_KEEP_VM` is set. */
export async function withMachineFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-vm-'));
  try {
    return await work(folder);
  } finally {
    const { CAIRN_KEEP_VM } = process.env;
    if (CAIRN_KEEP_VM === undefined) rmSync(folder, { recursive: true, force: true });
    else process.stderr.write(`Kept ${folder}\n`);
  }
}
