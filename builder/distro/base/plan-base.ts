import { keepComplete } from '../closure/complete-packages.ts';
import type { Closure } from '../closure/resolve-closure.ts';
import type { ResolvedPackage } from '../types.ts';

/** What the base system consists of: part of a `BaseRequest`. */
export interface BasePlan {
  readonly packages: readonly ResolvedPackage[];
  readonly include: readonly string[];
  readonly unpacked: readonly ResolvedPackage[];
}

/**
 * Splits what all appliances have in common into packages that the base holds configured, and packages that it holds
 * unpacked: unpacking is most of the time of an installation, and is the same on all machines; configuring is not.
 * Rolls' own packages change with every build and are left to the machines, with all that depends on them.
 *
 * @param configured packages that dpkg wants configured before it so much as unpacks one that every machine has, as the
 *   OS roll says: for e2fsprogs, the kernel, python3, systemd-sysv. Of what their scripts generate only systemd's
 *   machine-id is one machine's, and mmdebstrap empties it. One that no machine has is passed over.
 */
export function planBase(closure: Closure, configured: readonly string[]): BasePlan {
  const named = new Map(closure.packages.map((item) => [item.name, item]));
  const base = new Set(closure.base);
  const sets = Object.values(closure.byAppliance).map((names) => new Set(names));
  const common = closure.packages.filter(
    (item) => !base.has(item.name) && item.roll === undefined && sets.every((names) => names.has(item.name)),
  );
  const include = configured.filter((name) => base.has(name) || common.some((item) => item.name === name));
  const isConfigured = (name: string): boolean => base.has(name) || include.includes(name);
  const packages = [...named.values()].filter((item) => isConfigured(item.name));
  const others = common.filter((item) => !isConfigured(item.name));
  return { packages, include, unpacked: keepComplete(others, packages) };
}
