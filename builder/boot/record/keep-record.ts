import {
  HOST_KEY_PATH,
  HOST_PATHS,
  type HostRecord,
  nameRelease,
  RELEASE_IN_USE,
  RELEASES_FOLDER,
  SERVED_FOLDER,
} from '../../model/mod.ts';
import { describeThis, readMachine } from '../answers/compile.ts';
import { sha256Of, sumFiles } from '../machine/checksum.ts';
import { capture, type Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { readIdentity } from '../machine/source.ts';
import type { InstallState } from '../machine/state.ts';

/** On a frontend the graph that it keeps for its hosts, with the answers of the place. */
const OWN_GRAPH = `${PATHS.target}${SERVED_FOLDER}/${RELEASES_FOLDER}/${RELEASE_IN_USE}/graph.json`;

/** Keeps what this machine was made to, when all of it is done: later changes are compared with it. */
export function keepRecord(effects: Effects, state: InstallState): void {
  const isHost = state.host !== undefined;
  const graphPath = isHost ? PATHS.fetchedBundle : effects.exists(OWN_GRAPH) ? OWN_GRAPH : PATHS.bundle;
  const identity = {
    graph: sha256Of(effects, graphPath) ?? '',
    roster: (state.host?.roster === undefined ? undefined : sha256Of(effects, PATHS.roster)) ?? '',
    engine: sha256Of(effects, PATHS.boot) ?? '',
    release: nameRelease(readIdentity(effects).id),
  };
  const key = isHost ? readHostKey(effects) : makeOwnKey(effects);
  const { record } = describeThis(readMachine(effects, state), identity, key);
  const complete: HostRecord = { ...record, versions: readVersions(effects, ['chroot', PATHS.target]) };
  writeRecord(effects, PATHS.target, complete);
}

/** A machine without a key has no SSH, and is never asked. */
function readHostKey(effects: Effects): string {
  return effects.read(`${PATHS.target}${HOST_KEY_PATH}`) ?? effects.random(16).join(' ');
}

/** A frontend gets its SSH key at its first start, from what it knew before. */
function makeOwnKey(effects: Effects): string {
  const key = `${effects
    .random(32)
    .map((byte) => byte.toString(16).padStart(2, '0'))
    .join('')}\n`;
  effects.run(['mkdir', '-p', '-m', '0700', `${PATHS.target}${HOST_PATHS.folder}`]);
  effects.write(`${PATHS.target}${HOST_PATHS.key}`, key, 0o600);
  return key;
}

/**
 * Puts a record in its place, with the checksums of its files as they are now.
 *
 * @param root where the system is: '' for this one
 * @param known checksums of files that are not as they should be: as they should be
 */
export function writeRecord(
  effects: Effects,
  root: string,
  record: HostRecord,
  known: Readonly<Record<string, string>> = {},
): void {
  const files = record.things.filter(({ kind }) => kind === 'file').map(({ name }) => name);
  const sums = { ...Object.fromEntries(sumFiles(effects, root, files)), ...known };
  effects.run(['mkdir', '-p', '-m', '0700', `${root}${HOST_PATHS.folder}`]);
  effects.write(`${root}${HOST_PATHS.files}`, `${JSON.stringify(sums)}\n`, 0o600);
  effects.write(`${root}${HOST_PATHS.record}`, `${JSON.stringify(record)}\n`, 0o600);
}

/** Installed packages with their versions. @param inSystem words before a program that is to run in the system */
export function readVersions(effects: Effects, inSystem: readonly string[]): Record<string, string> {
  const format = ['db:Status-Status', 'binary:Package', 'Version'].map((field) => `\${${field}}`).join(' ');
  const text = capture(effects, [...inSystem, 'dpkg-query', '-W', '-f', format]) ?? '';
  return Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, name, version] = /^installed ([^ :]+)\S* (\S+)$/.exec(line) ?? [];
      return name === undefined || version === undefined ? [] : [[name, version]];
    }),
  );
}
