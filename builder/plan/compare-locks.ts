import type { PackageEntry } from '../distro/mod.ts';
import type { Lock } from './lock.ts';

/** What a build would take other than a lock says, one line each; empty when the lock still holds. */
export function compareLocks(locked: Lock, now: Lock): string[] {
  const lines: string[] = [];
  const differ = (
    what: string,
    before: string | number | undefined,
    after: string | number | undefined,
  ): void => {
    if (before !== after) lines.push(`${what}: locked ${before ?? 'nothing'}, now ${after ?? 'nothing'}`);
  };
  differ(
    'recipe',
    `${locked.recipe.name} ${locked.recipe.version}`,
    `${now.recipe.name} ${now.recipe.version}`,
  );
  if (locked.recipe.sha256 !== now.recipe.sha256) lines.push('the recipe file was changed');
  differ('time stamp', locked.epochSeconds, now.epochSeconds);
  if (locked.site !== now.site) lines.push('the site is another one');
  if (locked.engine !== now.engine) lines.push('the program itself is another one');
  const before = new Map(locked.rolls.map((roll) => [roll.name, roll]));
  for (const roll of now.rolls) {
    const known = before.get(roll.name);
    before.delete(roll.name);
    if (known === undefined) lines.push(`roll ${roll.name} is new`);
    else if (known.digest !== roll.digest) lines.push(`roll ${roll.name} was changed`);
  }
  for (const name of before.keys()) lines.push(`roll ${name} is gone`);
  return [
    ...lines,
    ...comparePackages(locked.packages, now.packages),
    ...comparePackages(locked.media, now.media),
  ];
}

function comparePackages(locked: readonly PackageEntry[], now: readonly PackageEntry[]): string[] {
  const lines: string[] = [];
  const before = new Map(locked.map((entry) => [entry.name, entry]));
  for (const entry of now) {
    const known = before.get(entry.name);
    before.delete(entry.name);
    if (known === undefined) lines.push(`package ${entry.name} ${entry.version} is new`);
    else if (known.version !== entry.version)
      lines.push(`package ${entry.name}: locked ${known.version}, now ${entry.version}`);
    else if (known.sha256 !== entry.sha256)
      lines.push(`package ${entry.name} ${entry.version} has another content`);
  }
  for (const [name, { version }] of before) lines.push(`package ${name} ${version} is gone`);
  return lines;
}
