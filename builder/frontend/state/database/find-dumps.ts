import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { SCHEMA_VERSION } from './schema.ts';

/** A dump of the state beside it. */
export interface DumpFile {
  readonly path: string;
  /** Made each night, or before the schema changed. */
  readonly kind: 'night' | 'schema';
}

/** Where dumps of a state lie: for its owner alone. */
export function dumpFolderOf(stateFile: string): string {
  return join(dirname(stateFile), 'dumps');
}

/** `2026-11-27T014000Z-night.yaml`: by its name the newest comes last. */
const NAME = /^\d{4}-\d\d-\d\dT\d{6}Z-(night|schema)\.yaml$/;

/** @param nowSeconds since 1970 */
export function nameDump(nowSeconds: number, kind: DumpFile['kind']): string {
  const time = new Date(nowSeconds * 1000)
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
  return `${time}-${kind}.yaml`;
}

/** Dumps of a state, the newest first; none where nobody may look. */
export function listDumps(stateFile: string): readonly DumpFile[] {
  const folder = dumpFolderOf(stateFile);
  const names = (() => {
    try {
      return readdirSync(folder);
    } catch {
      return [];
    }
  })();
  return names
    .sort()
    .reverse()
    .flatMap((name) => {
      const kind = NAME.exec(name)?.[1] as DumpFile['kind'] | undefined;
      return kind === undefined ? [] : [{ path: join(folder, name), kind }];
    });
}

/** The newest dump that this program can read. */
export function findNewestDump(stateFile: string): string | undefined {
  return listDumps(stateFile).find(
    ({ path }) => (readSchema(path) ?? Number.POSITIVE_INFINITY) <= SCHEMA_VERSION,
  )?.path;
}

/** The version that a dump says of itself, in its first lines. */
function readSchema(path: string): number | undefined {
  const head = Buffer.alloc(300);
  try {
    const file = openSync(path, 'r');
    try {
      const text = head.toString('utf8', 0, readSync(file, head, 0, head.length, 0));
      const version = /^schema: (\d+)$/m.exec(text)?.[1];
      return version === undefined ? undefined : Number(version);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

const RESTART = 'systemctl restart cairn-prepare cairnd cairn-dnsmasq';

/** What to do where the state is lost: the newest dump, by its name and the command that reads it. */
export function restoreHint(stateFile: string): string {
  const dump = findNewestDump(stateFile);
  const command =
    dump === undefined
      ? `There is no dump of it in ${dumpFolderOf(stateFile)}: put the file back, or read an export (cairn import --put-aside FILE), then ${RESTART}`
      : `The newest dump gives it back: cairn import --put-aside ${dump} && ${RESTART}`;
  return `${command}; to begin with nothing: node /usr/lib/cairn/cairnd.mjs prepare --new`;
}
