/** What `version.mk` of a Rocks roll says; values that make would have to compute are left out. */
export interface VersionMk {
  readonly name?: string;
  readonly version?: string;
  readonly color?: string;
  /** The major number of the release of Rocks that the roll is for. */
  readonly rocksMajor?: string;
  /** Where name and version are said, counted from 1. */
  readonly lines: { readonly name?: number; readonly version?: number };
}

type Key = 'name' | 'version' | 'color' | 'rocksMajor';

const KEYS: Readonly<Record<string, Key>> = {
  ROLLNAME: 'name',
  NAME: 'name',
  VERSION: 'version',
  COLOR: 'color',
  'VERSION.MAJOR': 'rocksMajor',
};

/** Reads the plain assignments of a `version.mk`; ROLLNAME is stronger than NAME. */
export function parseVersionMk(text: string): VersionMk {
  const found: Partial<Record<Key, string>> = {};
  const lines: Partial<Record<Key, number>> = {};
  for (const [index, line] of text.split('\n').entries()) {
    const match = /^\s*(?:export\s+)?([A-Z_.]+)\s*[:?]?=\s*([^#]*?)\s*(?:#.*)?$/.exec(line);
    const key = match === null ? undefined : KEYS[match[1]!];
    if (match === null || key === undefined || match[2] === '' || /[$`]/.test(match[2]!)) continue;
    if (match[1] === 'NAME' && found.name !== undefined) continue;
    found[key] = match[2]!;
    lines[key] = index + 1;
  }
  const { name, version, color, rocksMajor } = found;
  return {
    ...(name === undefined ? {} : { name }),
    ...(version === undefined ? {} : { version }),
    ...(color !== undefined && /^#[0-9a-fA-F]{6}$/.test(color) ? { color } : {}),
    ...(rocksMajor !== undefined && /^\d+$/.test(rocksMajor) ? { rocksMajor } : {}),
    lines,
  };
}
