import { compareDebianVersions } from '../../formats/deb-version.ts';

/** A package of a lock. */
export interface NamedPackage {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** `other`: the same version with other content. */
export type PackageChangeKind = 'up' | 'down' | 'new' | 'gone' | 'other';

export interface PackageChange {
  readonly name: string;
  readonly change: PackageChangeKind;
  /** Versions. */
  readonly before?: string;
  readonly after?: string;
  /** Whose machines may have it, before or after. */
  readonly appliances: readonly string[];
}

/** A release's packages, and what machines of each appliance may have of them. */
export interface PackageSide {
  readonly packages: readonly NamedPackage[];
  readonly reached: ReadonlyMap<string, ReadonlySet<string>>;
}

/** How the packages of two releases differ, by name. Pure. */
export function comparePackages(before: PackageSide, after: PackageSide): readonly PackageChange[] {
  const old = new Map(before.packages.map((one) => [one.name, one]));
  const now = new Map(after.packages.map((one) => [one.name, one]));
  const names = [...new Set([...old.keys(), ...now.keys()])].sort();
  return names.flatMap((name): readonly PackageChange[] => {
    const [was, is] = [old.get(name), now.get(name)];
    if (was?.sha256 === is?.sha256 && was?.version === is?.version) return [];
    const appliances = [...new Set([...whoseIs(before, name), ...whoseIs(after, name)])].sort();
    return [
      {
        ...{ name, change: kindOf(was, is), appliances },
        ...(was === undefined ? {} : { before: was.version }),
        ...(is === undefined ? {} : { after: is.version }),
      },
    ];
  });
}

function kindOf(was: NamedPackage | undefined, is: NamedPackage | undefined): PackageChangeKind {
  if (was === undefined) return 'new';
  if (is === undefined) return 'gone';
  const order = compareDebianVersions(was.version, is.version);
  return order < 0 ? 'up' : order > 0 ? 'down' : 'other';
}

function whoseIs({ reached }: PackageSide, name: string): readonly string[] {
  return [...reached].filter(([, names]) => names.has(name)).map(([appliance]) => appliance);
}
