import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { type DistroContext, keepByPackage, type ResolvedPackage, readCopyright } from '../../distro/mod.ts';
import { findField } from '../../formats/deb822.ts';
import { mapLimited } from '../../io/mod.ts';
import { type PackageLicences, parseCopyright } from '../../media/mod.ts';

/** What is kept of a package: what its copyright file says, if it has one. */
const kept = v.object({
  licences: v.optional(
    v.object({
      expression: v.string(),
      own: v.array(v.object({ id: v.string(), name: v.string(), text: v.string() })),
    }),
  ),
});

/** `NAME VERSION` of the source that a package was built from. */
export function sourceOf({ name, version, stanza }: ResolvedPackage): string {
  const [source = name, own] = (findField(stanza, 'Source') ?? name).split(/\s+\(|\)/);
  return `${source} ${own === undefined || own === '' ? version : own}`;
}

/**
 * The licences of packages, by SHA-256. One source has one copyright file for all that is built from it; it is read from the
 * smallest of its packages here that has one, once for all builds.
 *
 * @param files the file of each package, by SHA-256; nothing is known of one that has none
 * @param signal nobody wants the rest any more
 */
export async function listPackageLicences(
  { cacheDir }: Pick<DistroContext, 'cacheDir'>,
  packages: readonly ResolvedPackage[],
  files: ReadonlyMap<string, string>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, PackageLicences>> {
  const bySource = new Map<string, ResolvedPackage[]>();
  for (const item of packages) {
    const source = sourceOf(item);
    bySource.set(source, [...(bySource.get(source) ?? []), item]);
  }
  const read = await mapLimited([...bySource], availableParallelism(), async ([source, built]) => {
    const smallest = built.sort((a, b) => a.sizeBytes - b.sizeBytes || (a.sha256 < b.sha256 ? -1 : 1));
    for (const item of smallest) {
      const file = files.get(item.sha256);
      if (file === undefined) continue;
      signal?.throwIfAborted();
      const { licences } = await keepByPackage(cacheDir, 'licences', item.sha256, kept, async () => {
        const text = await readCopyright(file, item.name);
        if (text === undefined) return {};
        const { expression, own } = parseCopyright(text);
        return { licences: { expression, own: [...own] } };
      });
      if (licences !== undefined) return [source, licences] as const;
    }
    return undefined;
  });
  const known = new Map(read.filter((entry) => entry !== undefined));
  return new Map(
    packages.flatMap((item) => {
      const licences = known.get(sourceOf(item));
      return licences === undefined ? [] : [[item.sha256, licences] as const];
    }),
  );
}
