import { join } from 'node:path';
import {
  groupReleases,
  type HostFacts,
  identityOfHost,
  pickRelease,
  type StoredAttribute,
} from '../../../hosts/mod.ts';
import { exists } from '../../../io/mod.ts';
import { fail, isReleaseId } from '../../../model/mod.ts';
import { readReleaseInUse, releasesFolderOf } from '../../releases/release-store.ts';
import type { State } from '../../state/mod.ts';
import type { RosterReader } from '../shared/roster-reader.ts';
import { createGraphReader, type GraphReader } from './graph-reader.ts';

/** A machine as far as it says which release it gets. */
export type PlacedMachine = Pick<HostFacts, 'name' | 'appliance' | 'rack'>;

/** Which release a machine gets, and what the frontend says of that machine. */
export interface ChosenRelease {
  /** Name of the release. */
  readonly id: string;
  /** What is set on the frontend for the machine, if it has the operating system `os`. */
  readonly stored: readonly StoredAttribute[];
  /** Of the release in use: it picks what is set for an operating system. */
  readonly os: string;
}

/** Which release and which graph a machine has: whoever traverses a graph asks here for it. */
export interface ReleaseGraphs {
  /** Name of the release in use. */
  readonly inUse: () => Promise<string>;
  /** The graph of a release. It is read when it is first asked, again when it changed, and kept while few others are. */
  readonly ofRelease: (id: string) => GraphReader;
  /** Name of the release that a machine gets. */
  readonly releaseOf: (machine: PlacedMachine) => Promise<string>;
  /** The same, with what was read to know it: for whoever goes on to ask for other values. */
  readonly choose: (machine: PlacedMachine) => Promise<ChosenRelease>;
  /** The graph that a machine is installed by next. @throws {BuildError} RELEASE_UNKNOWN: it is not here */
  readonly toInstall: (machine: PlacedMachine) => Promise<GraphReader>;
  /** The graph of what a machine runs; where nobody knows what that is, the one that it gets. */
  readonly running: (
    machine: PlacedMachine & { readonly release?: string | undefined },
  ) => Promise<GraphReader>;
}

export interface ReleaseGraphsInput {
  /** What the frontend serves: `/srv/cairn`. */
  readonly served: string;
  readonly state: Pick<State, 'attributesOf'>;
  /** What hosts are told of the others. */
  readonly rosterOf?: RosterReader;
}

/** Each costs the memory of its graph; a cluster seldom has machines of more releases at once than these. */
const MOST_KEPT = 6;

export function createReleaseGraphs({ served, state, rosterOf }: ReleaseGraphsInput): ReleaseGraphs {
  // The one that was asked longest ago comes first.
  const kept = new Map<string, GraphReader>();
  const pathOf = (id: string): string => join(releasesFolderOf(served), id, 'graph.json');
  const ofRelease = (id: string): GraphReader => {
    const reader = kept.get(id) ?? createGraphReader(pathOf(id), rosterOf);
    kept.delete(id);
    kept.set(id, reader);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
    return reader;
  };
  const inUse = (): Promise<string> => readReleaseInUse(served);
  const choose = async (machine: PlacedMachine): Promise<ChosenRelease> => {
    const current = await inUse();
    const os = await ofRelease(current).os();
    const identity = identityOfHost(machine, os);
    const stored = await state.attributesOf(identity);
    return { id: pickRelease(groupReleases(stored), identity, current), stored, os };
  };
  const releaseOf = async (machine: PlacedMachine): Promise<string> => (await choose(machine)).id;
  const toInstall = async (machine: PlacedMachine): Promise<GraphReader> => {
    const id = await releaseOf(machine);
    if (await exists(pathOf(id))) return ofRelease(id);
    const message = `${machine.name} is to get the release "${id}", which is not on this frontend`;
    return fail(
      'RELEASE_UNKNOWN',
      message,
      undefined,
      `Choose another: cairn release list, cairn release use ID`,
    );
  };
  return {
    inUse,
    ofRelease,
    releaseOf,
    choose,
    toInstall,
    running: async (machine) =>
      isReleaseId(machine.release ?? '') && (await exists(pathOf(machine.release!)))
        ? ofRelease(machine.release!)
        : toInstall(machine),
  };
}
