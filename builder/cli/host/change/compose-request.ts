import { join } from 'node:path';
import type { DescribedMachine } from '../../../backends/mod.ts';
import { readBytes, readText } from '../../../io/mod.ts';
import {
  type ApplyRequest,
  BuildError,
  fail,
  HOST_PATHS,
  RELEASE_KEYRING,
  type ResolvedAttributes,
} from '../../../model/mod.ts';
import type { Cluster, ReleaseView } from './cluster.ts';

/** What is said of a machine that is to be changed, beside what it is made to. */
export interface RequestOptions {
  readonly overwrite: boolean;
  readonly dryRun: boolean;
  /** SHA-256 of the program that the machine has; another one than the frontend's is replaced. */
  readonly engine: string;
  readonly versions: ReadonlyMap<string, string>;
  /** Left out for the frontend itself. */
  readonly isHost: boolean;
}

/** A request to a machine: secrets are in it that its description looks at, and no others. */
export async function composeRequest(
  cluster: Cluster,
  view: ReleaseView,
  resolved: ResolvedAttributes,
  { record }: DescribedMachine,
  options: RequestOptions,
): Promise<ApplyRequest> {
  const { appliance } = record;
  const attributes = [...resolved.values()]
    .filter(({ name, secret }) => !secret || record.attributes[name] !== undefined)
    .map(({ name, value, secret, madeOf }) => ({
      name,
      value,
      secret,
      ...(madeOf === undefined ? {} : { madeOf }),
    }));
  const roster = cluster.rosters.get(appliance)?.text;
  const isOther = options.engine !== cluster.engine && cluster.engine !== '';
  const { graph, roster: rosterSum, engine, release } = record;
  return {
    format: 1,
    appliance,
    ...(options.isHost ? { frontend: { address: cluster.config.address } } : {}),
    attributes,
    graph: view.graphText,
    ...(roster === undefined ? {} : { roster }),
    ...(isOther ? { program: await readText(process.env['CAIRN_ENGINE'] || HOST_PATHS.engine) } : {}),
    identity: { graph, roster: rosterSum, engine, release },
    keyring: Buffer.from(await readKeyring(view)).toString('base64'),
    versions: Object.fromEntries(options.versions),
    overwrite: options.overwrite,
    dryRun: options.dryRun,
  };
}

/** @throws {BuildError} RELEASE_WRONG: it is not there, and no package of the release would be believed */
function readKeyring({ id, folder }: ReleaseView): Promise<Uint8Array> {
  const file = join(folder, RELEASE_KEYRING);
  return readBytes(file).catch((error: unknown) => {
    if (!(error instanceof BuildError) || error.code !== 'FILE_MISSING') throw error;
    const message = `Release ${id} lacks the keys that its hosts trust`;
    return fail('RELEASE_WRONG', message, { file }, `See what else it lacks: cairn release verify ${id}`);
  });
}

/** Runs the program on a machine; one that somebody else changes at the moment is left to them. */
export const APPLY_COMMAND = `cat | flock -n -E 75 ${HOST_PATHS.lock} ${HOST_PATHS.interpreter} --std ${HOST_PATHS.engine} apply`;
/** Status of flock where somebody else has the lock. */
export const BUSY = 75;
