import { readdirSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exists, sha256 } from '../files.ts';
import { listProgramFolders } from '../run.ts';
import { digestOnce } from './digest-once.ts';

let own: Promise<string> | undefined;

/**
 * Names the program that runs: what another version of it has made is not taken for its own. Both of the bundle and of
 * sources, and of Node, whose compressors write what is kept.
 */
export function digestOwnCode(): Promise<string> {
  own ??= digestCode(dirname(fileURLToPath(import.meta.url)));
  return own;
}

async function digestCode(folder: string): Promise<string> {
  const isBundle = await exists(join(folder, 'cairn.mjs'));
  // Else this is builder/io/kept
  const top = isBundle ? folder : dirname(dirname(folder));
  const names = readdirSync(top, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:[cm]?js|ts|ejs)$/.test(entry.name))
    .map((entry) => relative(top, join(entry.parentPath, entry.name)));
  const lines: string[] = [];
  for (const name of names.sort()) lines.push(`${name} ${(await digestOnce(join(top, name))).sha256}`);
  return sha256([process.version, ...lines].join('\n'));
}

const stamps = new Map<string, Promise<readonly [string, number, number]>>();

/** Names programs of this machine whose output is kept: another version may write other bytes. */
export function stampTools(
  names: readonly string[],
): Promise<readonly (readonly [string, number, number])[]> {
  return Promise.all(
    names.map((name) => {
      const stamp = stamps.get(name) ?? stampTool(name);
      stamps.set(name, stamp);
      return stamp;
    }),
  );
}

/** Packages give their files the time at which they were built. */
async function stampTool(name: string): Promise<readonly [string, number, number]> {
  for (const folder of listProgramFolders()) {
    const info = await stat(join(folder, name)).catch(() => undefined);
    if (info?.isFile()) return [name, info.size, info.mtimeMs];
  }
  return [name, 0, 0];
}
