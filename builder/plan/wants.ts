import type { PackageWants, WantedPackage } from '../distro/mod.ts';
import type { Profile, ProfilePackage } from '../model/mod.ts';

/** What one appliance's profile asks the resolver for, with who asked. */
export function collectWants(profile: Profile): PackageWants {
  return {
    appliance: profile.appliance,
    enabled: profile.packages.enabled.map(describeWanted),
    disabled: profile.packages.disabled.map((item) => item.name),
  };
}

function describeWanted(item: ProfilePackage): WantedPackage {
  const [first] = item.by;
  if (first === undefined) return { name: item.name };
  const { node, roll, file, line } = first;
  return { name: item.name, roll, node, place: { file: `${roll}/${file}`, line } };
}
