import * as v from 'valibot';
import type { Closure, OwnPackage, PackageArchive, PackageWants } from '../../distro/mod.ts';
import { sha256 } from '../../io/mod.ts';
import type { ReleaseTree } from './release-tree.ts';

/** Name in a release's `cairn/`. */
export const CLOSURE_NOTE = 'closure.json';

const names = v.array(v.string());
const closureNote = v.object({
  format: v.literal(1),
  asked: v.string(),
  baseName: v.string(),
  base: names,
  byAppliance: v.record(v.string(), names),
  groups: v.record(v.string(), v.string()),
  proved: v.optional(v.object({ units: v.string(), licences: v.record(v.string(), names) })),
});

/** What the resolver found when a release was made: packages by appliance, and what had been asked; and what was proved. */
export type ClosureNote = v.InferOutput<typeof closureNote>;

/** Names what a closure follows from, beside the archive: what is wanted, and what rolls bring. */
export function digestAsked(wants: readonly PackageWants[], own: readonly OwnPackage[]): string {
  const asked = wants.map(({ appliance, enabled, disabled }) => [
    appliance,
    enabled.map(({ name }) => name),
    disabled,
  ]);
  const brought = own.map((item) => [item.name, item.sha256]).sort();
  return sha256(JSON.stringify([asked, brought]));
}

/** What holds of the packages of a release, and need not be looked for in them again. */
export interface ProvedNote {
  /** Names the units that each appliance has in its packages. */
  readonly units: string;
  /** Questions about licences, by the name of the package that asks them. */
  readonly licences: Readonly<Record<string, readonly string[]>>;
}

export function renderClosureNote(
  asked: string,
  baseName: string,
  { base, byAppliance, groups }: Closure,
  proved: ProvedNote,
): string {
  return `${JSON.stringify({ format: 1, asked, baseName, base, byAppliance, groups, proved })}\n`;
}

/** Reads a note; undefined for one that is not understood: then the resolver is asked. */
export function parseClosureNote(text: string): ClosureNote | undefined {
  try {
    const parsed = v.safeParse(closureNote, JSON.parse(text));
    return parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}

/** The note of a release. */
export async function readNote(release: ReleaseTree | undefined): Promise<ClosureNote | undefined> {
  const path = `cairn/${CLOSURE_NOTE}`;
  if (release === undefined || (await release.find(path)) === undefined) return undefined;
  return parseClosureNote(new TextDecoder().decode(await release.read(path)));
}

/** A closure that is known, because the same was asked of the same packages; undefined where the resolver must be asked. */
export async function recallClosure(
  archive: PackageArchive,
  own: readonly OwnPackage[],
  asked: string,
  note: ClosureNote | undefined,
): Promise<Closure | undefined> {
  if (note?.asked !== asked) return undefined;
  const { base, byAppliance, groups } = note;
  const names = new Set([base, ...Object.values(byAppliance)].flat());
  const brought = own.filter(({ name }) => names.has(name));
  const entries = await archive.readEntries(names);
  const packages = new Map([...entries, ...brought].map((item) => [item.name, item]));
  if (packages.size !== names.size) return undefined;
  return {
    packages: [...packages.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    base,
    byAppliance,
    groups,
  };
}
