import { createAptTransport } from '../../io/mod.ts';
import type { PackageStore } from '../archive.ts';
import type { DistroContext, Mirrors } from '../types.ts';
import { listBases, listSnapshots } from './settings/snapshots.ts';

/** What says where packages can be had. */
export interface AptSources {
  readonly mirrors: Mirrors;
  /** When the lists were made that the packages are of, in seconds since 1970: snapshot archives are asked for that. */
  readonly date?: number | undefined;
}

/** Where packages can be had, without anything else of an archive: no resolver, no entries. */
export function createAptStore(
  context: DistroContext,
  { mirrors, date }: AptSources,
): Pick<PackageStore, 'addressesOf' | 'openTransport'> {
  return {
    addressesOf: ({ path, suite }) => {
      const encoded = path.split('/').map(encodeURIComponent).join('/');
      const snapshots = listSnapshots(context.snapshot, date);
      return listBases(suite, mirrors, snapshots).map((base) => `${base}/${encoded}`);
    },
    openTransport: (urls, connections) =>
      createAptTransport(context.run, context.environment, urls, connections, context.patienceMs),
  };
}
