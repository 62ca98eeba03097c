import { fail } from '../../model/mod.ts';

/** Folders that Debian merged into usr/. */
const MERGED = new Set(['bin', 'lib', 'lib64', 'sbin']);

/** `path` without a leading slash, below usr/ where folders are merged. @throws {BuildError} OVERLAY_PATH */
export function mergeUsr(path: string): string {
  const parts = path.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.length === 0 || parts.includes('..')) fail('OVERLAY_PATH', `The overlay cannot hold "${path}"`);
  return (MERGED.has(parts[0]!) ? ['usr', ...parts] : parts).join('/');
}

/** The places where a package may have a file of a merged folder: packages of older releases do not know usr/. */
export function namesOfMerged(path: string): readonly string[] {
  const merged = mergeUsr(path);
  const apart = merged.replace(/^usr\/(?=(?:bin|lib|lib64|sbin)(?:\/|$))/, '');
  return apart === merged ? [merged] : [merged, apart];
}
