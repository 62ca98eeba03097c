import type { ConfigurationRoll, OsRoll } from '../../model/files/mod.ts';
import type { RollFile, RollSource, SystemWords } from '../../model/mod.ts';
import type { VersionMk } from './version-mk.ts';

/** What the engine sees of a roll with a roll.yaml. */
export function describeSource(roll: ConfigurationRoll, files: readonly RollFile[]): RollSource {
  return {
    name: roll.name,
    version: roll.version,
    ...(roll.color === undefined ? {} : { color: roll.color }),
    undefinedAttributes: roll.undefinedAttributes,
    overrides: roll.overrides,
    ...(roll.promises.length === 0 ? {} : { promises: roll.promises }),
    ...(roll.withdraws.length === 0 ? {} : { withdraws: roll.withdraws }),
    public: roll.public,
    requires: roll.requires,
    appliances: roll.appliances,
    attributes: roll.attributes,
    files,
  };
}

/** An OS roll has packages only. */
export function describeOsSource(roll: OsRoll, words?: SystemWords): RollSource {
  return {
    name: roll.name,
    version: roll.version,
    ...(roll.color === undefined ? {} : { color: roll.color }),
    os: { id: roll.os, codename: roll.codename, ...(words === undefined ? {} : { words }) },
    files: [],
  };
}

/** A Rocks roll's source tree: lenient in everything that Rocks survives. */
export function describeImportedSource(
  name: string,
  version: VersionMk,
  files: readonly RollFile[],
  templates: readonly string[],
): RollSource {
  return {
    name,
    version: version.version ?? '0',
    ...(version.color === undefined ? {} : { color: version.color }),
    lenient: true,
    anyEntry: true,
    undefinedAttributes: 'empty',
    ...(templates.length === 0 ? {} : { templates }),
    files,
  };
}
