import { disksOf, type SchemePartition, type StoragePlan } from '../../model/mod.ts';

/** A device with a file system on it. */
export interface StoragePlace {
  readonly scheme: SchemePartition;
  /** The device that is mounted. */
  readonly path: string;
  /** What is encrypted, and opens to `path`. */
  readonly below?: string;
  readonly kept: boolean;
}

/** The path of an encrypted device that is open. */
export function openedPath(label: string): string {
  return `/dev/mapper/${label}`;
}

/** The path of a logical volume. */
export function volumePath(group: string, name: string): string {
  return `/dev/mapper/${group}-${name.replaceAll('-', '--')}`;
}

/** What a plan ends in, in no particular order: partitions, arrays and logical volumes that hold a file system. */
export function listPlaces(plan: StoragePlan): readonly StoragePlace[] {
  const partitions = disksOf(plan)
    .flatMap((disk) => disk.partitions)
    .filter(({ scheme }) => scheme.raid === undefined);
  const once = partitions.filter(
    ({ scheme }, index) => partitions.findIndex((other) => other.scheme.label === scheme.label) === index,
  );
  const volumes = plan.groups.flatMap(({ name, volumes }) =>
    volumes.map(({ scheme, kept }) => ({ scheme, kept, path: volumePath(name, scheme.label) })),
  );
  return [...once, ...plan.arrays, ...volumes]
    .filter(({ scheme }) => scheme.group === undefined && scheme.fsType !== 'biosboot')
    .map(({ scheme, path, kept }) =>
      scheme.key === undefined
        ? { scheme, path, kept }
        : { scheme, path: openedPath(scheme.label), below: path, kept },
    );
}
