import type { AttributeMap } from './attributes.ts';

/** Values of many machines in every scope; an OS, appliance, rack or host by its name. */
export interface ScopedAttributes {
  readonly global: AttributeMap;
  readonly os: Readonly<Record<string, AttributeMap>>;
  readonly appliance: Readonly<Record<string, AttributeMap>>;
  readonly rack: Readonly<Record<string, AttributeMap>>;
  readonly host: Readonly<Record<string, AttributeMap>>;
}

/**
 * Merges values scope by scope and name by name; later parts win. Names of machines without a value are left out.
 *
 * @param wanted which values are kept; all of them when left out
 */
export function mergeScopedAttributes(
  parts: readonly (Partial<ScopedAttributes> | undefined)[],
  wanted: (name: string, value: string) => boolean = () => true,
): ScopedAttributes {
  const pick = (map: AttributeMap = {}) => Object.entries(map).filter(([name, value]) => wanted(name, value));
  const merge = (scope: 'os' | 'appliance' | 'rack' | 'host'): Readonly<Record<string, AttributeMap>> => {
    const merged = new Map<string, [string, string][]>();
    for (const part of parts) {
      for (const [subject, map] of Object.entries(part?.[scope] ?? {})) {
        merged.set(subject, [...(merged.get(subject) ?? []), ...pick(map)]);
      }
    }
    const subjects = [...merged.keys()].filter((subject) => merged.get(subject)!.length > 0).sort();
    return Object.fromEntries(subjects.map((subject) => [subject, Object.fromEntries(merged.get(subject)!)]));
  };
  return {
    global: Object.fromEntries(parts.flatMap((part) => pick(part?.global))),
    os: merge('os'),
    appliance: merge('appliance'),
    rack: merge('rack'),
    host: merge('host'),
  };
}

/** Attributes of a graph: of single hosts only where there are any. */
export type PlacedAttributes = Omit<ScopedAttributes, 'host'> & Partial<Pick<ScopedAttributes, 'host'>>;

/**
 * The attributes of a frontend's graph: what the recipe says, and over it what the place answered.
 *
 * @param isOpen whether a name is for everybody to see
 */
export function mergePlace(
  ofRecipe: Partial<ScopedAttributes> | undefined,
  ofPlace: Partial<ScopedAttributes>,
  isOpen: (name: string) => boolean = () => true,
): PlacedAttributes {
  const { global, host, ...others } = mergeScopedAttributes([ofRecipe, ofPlace], isOpen);
  return {
    global: Object.fromEntries(Object.entries(global).filter(([name]) => !isOfMachine(name))) as AttributeMap,
    ...others,
    ...(Object.keys(host).length === 0 ? {} : { host }),
  };
}

/** Which card is which, and which disk may be written to, is never the same on two machines. */
function isOfMachine(name: string): boolean {
  return /^(?:private|public)_(?:interface|mac)$|^storage_(?:disk|wipe)$/.test(name);
}
