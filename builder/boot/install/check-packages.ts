import { formatOrigin, isForArch, type MediumIdentity, parsePackageName } from '../../model/mod.ts';
import type { DebianPlan } from '../answers/compile.ts';
import { fetchText } from '../fetch/fetch-text.ts';
import { digestText, readPledgedSums } from '../fetch/release-list.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import type { Source } from '../machine/source.ts';

/**
 * Answers given on this machine may reach nodes that the build did not: their packages are then not on the medium.
 * That is found before anything is written, not by apt in the middle of the installation.
 *
 * @throws {InstallFailure} naming every package that is missing, and who asks for it
 */
export function checkPackages(
  effects: Effects,
  source: Source,
  { suite, components }: MediumIdentity,
  arch: string,
  { packages }: DebianPlan,
): void {
  const indexes = components.map((component) => {
    const path = `dists/${suite}/${component}/binary-${arch}/Packages`;
    const url = `${source.url}/distribution/${path}`;
    const text = fetchText(effects, url, 'The package list');
    const wanted = readPledgedSums(effects, 'cairn')?.get(`distribution/${path}`);
    if (wanted === undefined || digestText(effects, text) === wanted) return text;
    throw new InstallFailure(
      `"${url}" is another package list than the one that this installer was made with`,
      'Nothing was written to a disk. Boot files and packages must be of one build: set up the server again',
    );
  });
  const known = collectNames(indexes.join('\n'));
  const isThere = (word: string): boolean => {
    const wanted = parsePackageName(word);
    return known.has(wanted.name) && isForArch(wanted, arch);
  };
  const missing = packages.install.filter((item) => !item.isTask && !isThere(item.name));
  if (missing.length === 0) return;
  throw new InstallFailure(
    `The answers of this place ask for packages that the distribution lacks: ${missing.map(({ name }) => name).join(', ')}`,
    [
      ...missing.flatMap(({ name, by }) =>
        by.slice(0, 1).map((origin) => `${name}: ${formatOrigin(origin)}`),
      ),
      'Build the medium with the same attributes in its recipe or with --site',
    ].join('\n'),
  );
}

/** Names of packages, and what they provide. */
function collectNames(index: string): Set<string> {
  const names = new Set<string>();
  for (const match of index.matchAll(/^(Package|Provides): (.*)$/gm)) {
    for (const item of match[2]!.split(',')) names.add(item.trim().split(/[ :]/)[0]!);
  }
  return names;
}
