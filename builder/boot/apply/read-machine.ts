import type { DescribedMachine } from '../../backends/mod.ts';
import { keyOf, parseGraph } from '../../graph/mod.ts';
import { GRAPH_BUNDLE, HOST_RECORD, HOST_ROSTER, parseJsonDocument } from '../../model/documents/mod.ts';
import {
  type ApplyRequest,
  HOST_KEY_PATH,
  HOST_PATHS,
  type HostRecord,
  type RecordedThing,
  type ResolvedAttributes,
} from '../../model/mod.ts';
import { describeThis } from '../answers/compile.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';

/** What is being changed, written before anything is: whoever is cut off goes on from here. */
export interface Journal {
  readonly format: 1;
  /** Things that may be as they were, as they are to be, or neither. */
  readonly things: readonly RecordedThing[];
}

/** What this machine was made to, as far as it is sure. */
export interface KeptState {
  readonly record: HostRecord;
  /** Checksums of files as they were left. */
  readonly sums: Readonly<Record<string, string>>;
  /** Keys of things that an earlier try had begun with. */
  readonly unsure: ReadonlySet<string>;
  readonly begun: readonly RecordedThing[];
}

/** @throws {InstallFailure} it was installed by a version that keeps no record */
export function readKept(effects: Effects): KeptState {
  const text = effects.read(HOST_PATHS.record);
  if (text === undefined)
    throw new InstallFailure(
      `There is no "${HOST_PATHS.record}": this machine must be installed by this version first`,
    );
  const record = parseJsonDocument(HOST_RECORD, text, HOST_PATHS.record);
  const journal = effects.read(HOST_PATHS.applying);
  const begun = journal === undefined ? [] : (JSON.parse(journal) as Journal).things;
  const unsure = new Set(begun.map(keyOf));
  const sums = JSON.parse(effects.read(HOST_PATHS.files) ?? '{}') as Record<string, string>;
  return { record, sums, unsure, begun };
}

/**
 * The record as it is compared: of what an earlier try began with nobody knows what it is, so that it is done again; what
 * that try began to bring and nobody wants any more is to go.
 */
export function recordToCompare({ record, unsure, begun }: KeptState, wanted: HostRecord): HostRecord {
  if (begun.length === 0) return record;
  const known = new Set(record.things.map(keyOf));
  const now = new Set(wanted.things.map(keyOf));
  const left = begun.filter((thing) => !known.has(keyOf(thing)) && !now.has(keyOf(thing)));
  const things = record.things.map((thing) =>
    unsure.has(keyOf(thing)) ? { ...thing, digest: 'begun' } : thing,
  );
  return { ...record, things: [...things, ...left] };
}

/** What this machine is to be made to. @throws {BuildError} the graph has errors for it */
export function describeWanted(effects: Effects, request: ApplyRequest): DescribedMachine {
  const graph = parseGraph(parseJsonDocument(GRAPH_BUNDLE, request.graph));
  const roster =
    request.roster === undefined
      ? undefined
      : { from: 'the frontend', hosts: parseJsonDocument(HOST_ROSTER, request.roster).hosts };
  const resolved: ResolvedAttributes = new Map(
    request.attributes.map((one) => [
      one.name,
      { ...one, winner: { scope: 'host', value: one.value }, losers: [] },
    ]),
  );
  const key = effects.read(HOST_PATHS.key) ?? effects.read(HOST_KEY_PATH) ?? '';
  return describeThis({ graph, resolved, appliance: request.appliance, roster }, request.identity, key);
}
