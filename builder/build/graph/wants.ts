import type { PackageWants, WantedPackage } from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import type { ProfilePackage } from '../../model/mod.ts';
import type { Roll } from '../../rolls/mod.ts';
import { localizePlace } from './localize-problem.ts';

/** What one appliance's profile asks the resolver for, with who asked. */
export function collectWants(profile: Profile, rolls: readonly Roll[]): PackageWants {
  return {
    appliance: profile.appliance,
    enabled: profile.packages.enabled.map((item) => describeWanted(item, rolls)),
    disabled: profile.packages.disabled.map((item) => item.name),
  };
}

function describeWanted(item: ProfilePackage, rolls: readonly Roll[]): WantedPackage {
  const [first] = item.by;
  if (first === undefined) return { name: item.name };
  const { node, roll, file, line } = first;
  return { name: item.name, roll, node, place: localizePlace({ file: `${roll}/${file}`, line }, rolls) };
}
