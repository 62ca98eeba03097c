import * as v from 'valibot';
import type { Closure, OwnPackage, PackageWants } from '../../distro/mod.ts';
import { sha256 } from '../../io/mod.ts';

/** Name in a release's `cairn/`. */
export const CLOSURE_NOTE = 'closure.json';

const names = v.array(v.string());
const closureNote = v.object({
  format: v.literal(1),
  asked: v.string(),
  base: names,
  byAppliance: v.record(v.string(), names),
  groups: v.record(v.string(), v.string()),
});

/** What the resolver found when a release was made: packages by appliance, and what had been asked. */
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

export function renderClosureNote(asked: string, { base, byAppliance, groups }: Closure): string {
  return `${JSON.stringify({ format: 1, asked, base, byAppliance, groups })}\n`;
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
