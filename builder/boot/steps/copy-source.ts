import { CHECKSUMS_NAME } from '../../model/mod.ts';
import { fetchFile } from '../fetch/fetch-file.ts';
import { askForText, fetchText } from '../fetch/fetch-text.ts';
import { type Checksums, damagedMedium, readChecksums, readMediumChecksums } from '../fetch/source-files.ts';
import { findWrong } from '../machine/checksum.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import { readState } from '../machine/state.ts';

/** What other machines start from; a server may have more in the same folder. */
const BOOT_FILES: readonly string[] = ['vmlinuz', 'initrd.gz', 'cairn.img'];

type Folder = 'cairn' | 'install';

/**
 * `copy-source FOLDER TARGET`, for scripts of the graph that run in the installer: copies `cairn` (the whole distribution
 * with base, graph and rolls) or `install` (what machines start from) from where this installation comes from, and checks
 * every file.
 *
 * @throws {InstallFailure}
 */
export function copySource(effects: Effects, [folder, target]: readonly string[]): void {
  if ((folder !== 'cairn' && folder !== 'install') || target === undefined)
    throw new InstallFailure('Usage: copy-source cairn|install TARGET');
  const { source } = readState(effects);
  effects.run(['mkdir', '-p', target]);
  if (source.device === undefined) copyFromServer(effects, source.url, folder, target);
  else copyFromMedium(effects, folder, target);
}

function copyFromMedium(effects: Effects, folder: Folder, target: string): void {
  const from = `${PATHS.source}/${folder}`;
  const status = effects.run(['cp', '-a', `${from}/.`, `${target}/`]);
  if (status !== 0)
    throw new InstallFailure(`"${from}" of the medium cannot be copied to "${target}" (status ${status})`);
  const wrong = findWrong(effects, target, readMediumChecksums(effects, from));
  if (wrong.length > 0) throw damagedMedium(wrong);
}

/** What the target holds already, from a try before this one, is not read again where it is right. */
function copyFromServer(effects: Effects, url: string, folder: Folder, target: string): void {
  const { base, text } = folder === 'cairn' ? listDistribution(effects, url) : listBootFiles(effects, url);
  const listed = readChecksums(text, `${base}/${CHECKSUMS_NAME}`);
  const sums = folder === 'cairn' ? listed : pickBootFiles(listed, base);
  const wrong = findWrong(effects, target, sums);
  const folders = new Set(wrong.map((path) => `${target}/${path}`.replace(/\/[^/]*$/, '')));
  for (const place of folders) effects.run(['mkdir', '-p', place]);
  for (const path of wrong) fetchFile(effects, `${base}/${path}`, `${target}/${path}`, sums.get(path)!);
  if (folder === 'cairn') effects.write(`${target}/${CHECKSUMS_NAME}`, text);
}

/** A list of checksums and the address that its paths are below. */
interface Listed {
  readonly base: string;
  readonly text: string;
}

function listDistribution(effects: Effects, url: string): Listed {
  return { base: url, text: fetchText(effects, `${url}/${CHECKSUMS_NAME}`, 'The list of checksums') };
}

/**
 * Beside `cairn` in `install/` on the medium, and so on a server that has the medium's files; in a folder for network
 * boot beside `cairn` itself.
 */
function listBootFiles(effects: Effects, url: string): Listed {
  const beside = url.replace(/\/[^/]*$/, '');
  const base = `${beside}/install`;
  const reply = askForText(effects, `${base}/${CHECKSUMS_NAME}`);
  if (reply.kind === 'done') return { base, text: reply.text };
  const text = fetchText(effects, `${beside}/${CHECKSUMS_NAME}`, 'The list of boot files');
  return { base: beside, text };
}

function pickBootFiles(listed: Checksums, base: string): Checksums {
  const picked = new Map([...listed].filter(([path]) => BOOT_FILES.includes(path)));
  const missing = BOOT_FILES.filter((path) => !picked.has(path));
  if (missing.length === 0) return picked;
  throw new InstallFailure(`"${base}/${CHECKSUMS_NAME}" does not name ${missing.join(', ')}`);
}
