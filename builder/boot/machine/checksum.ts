import { capture, type Effects } from './effects.ts';

/** As many words as a command line has room for, many times over. */
const AT_ONCE = 100;

/** SHA-256 of a file, in hexadecimal; undefined where it cannot be read. */
export function sha256Of(effects: Effects, path: string): string | undefined {
  return capture(effects, ['sha256sum', path])?.split(' ')[0];
}

/** SHA-256 of files by their paths; those that are not there are left out. @param root what the paths are below */
export function sumFiles(
  effects: Effects,
  root: string,
  paths: readonly string[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const there = paths.filter((path) => effects.exists(`${root}${path}`));
  for (let from = 0; from < there.length; from += AT_ONCE) {
    const places = there.slice(from, from + AT_ONCE).map((path) => `${root}${path}`);
    effects.run(['sha256sum', ...places], {
      onLine(line) {
        const [, sum, place] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
        if (sum !== undefined) found.set(place!.slice(root.length), sum);
      },
    });
  }
  return found;
}

/**
 * Which files are not as they should be: absent, or with another checksum.
 *
 * @param sums checksums by path below the folder
 */
export function findWrong(effects: Effects, folder: string, sums: ReadonlyMap<string, string>): string[] {
  const found = sumFiles(effects, `${folder}/`, [...sums.keys()]);
  return [...sums].filter(([path, sum]) => found.get(path) !== sum).map(([path]) => path);
}
