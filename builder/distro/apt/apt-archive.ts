import { basename, join } from 'node:path';
import { compareDebianVersions } from '../../formats/deb-version.ts';
import { readAptConfig } from '../../io/mod.ts';
import type { Installation, PackageArchive } from '../archive.ts';
import type { DistroContext } from '../types.ts';
import { prepareResolver, resolveWithApt, writeArguments } from './apt-resolve.ts';
import { createAptStore } from './apt-store.ts';
import { listWeakSettings } from './settings/weak-settings.ts';
import type { AptState } from './state/apt-state.ts';
import { readIndexEntries, readPackageNames } from './state/indexes.ts';
import { layLists } from './state/lay-lists.ts';
import { withOwnPackages } from './state/own-packages.ts';

/** An archive whose packages are .debs and whose resolver is apt. */
export interface AptArchive extends PackageArchive {
  readonly state: AptState;
}

/** What apt makes of one state of its indexes. */
export function createAptArchive(context: DistroContext, state: AptState): AptArchive {
  let prepared: Promise<void> | undefined;
  return {
    ...createAptStore(context, state),
    state,
    os: state.os,
    arch: state.arch,
    digest: state.digest,
    date: state.date,
    readEntries: (names) => readIndexEntries(context, state, names),
    readNames: () => readPackageNames(state),
    compareVersions: compareDebianVersions,
    nameGroups: (groups) => nameGroups(context, state, groups),
    withOwn: async (own) => createAptArchive(context, await withOwnPackages(context, state, own)),
    resolve: async (installation) => {
      prepared ??= prepareResolver(context, state);
      await prepared;
      return resolveWithApt(context, state, writeArguments(chooseSuites(state, installation)));
    },
    layIndexes: (mirror) => {
      const indexes = state.indexes.map((index) => ({ ...index, path: basename(index.path) }));
      const { suites } = state.os;
      return layLists({ dir: join(state.dir, 'lists'), arch: state.arch, indexes, suites }, mirror);
    },
    listCautions: async () => (context.offline ? [] : listWeakSettings(await readAptConfig(context.run))),
  };
}

/** A package that is asked for by suite brings what it needs from there as well, unless the others have it. */
function chooseSuites({ os, own = [] }: AptState, installation: Installation): Installation {
  const suites = Object.entries(os.chosen ?? {});
  const choose = (name: string): string => {
    const suite = suites.find(([, names]) => names.includes(name))?.[0];
    return suite === undefined || own.some((item) => item.name === name) ? name : `${name}/${suite}`;
  };
  return { ...installation, wanted: installation.wanted.map(choose) };
}

/** A group is a package `task-NAME` in today's Debian, a `Task:` field in older archives. */
async function nameGroups(
  context: DistroContext,
  state: AptState,
  groups: readonly string[],
): Promise<Readonly<Record<string, string>>> {
  if (groups.length === 0) return {};
  const metaPackage = (group: string): string => `task-${group.slice(1)}`;
  const entries = await readIndexEntries(context, state, new Set(groups.map(metaPackage)));
  const known = new Set(entries.map(({ name }) => name));
  const named = groups.map((group) => {
    const name = metaPackage(group);
    return [group, known.has(name) ? name : `${group.slice(1)}^`] as const;
  });
  return Object.fromEntries(named);
}
