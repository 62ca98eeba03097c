import {
  type BootAction,
  BuildError,
  errorProblem,
  findNearestName,
  normalizeMac,
  type Place,
  type Problem,
} from '../model/mod.ts';
import type { HostChange, HostDescription, Network, NewHost } from './types.ts';
import { checkNewHost } from './words.ts';

/** Columns of a host as people write it, in the order of a file. */
export const HOST_KEYS = ['name', 'appliance', 'rack', 'rank', 'macs', 'address', 'boot', 'bmc'] as const;
export type HostKey = (typeof HOST_KEYS)[number];

/** What a file may say of hosts besides, and no export tells: the file with the password of the management board. */
export const PASSWORD_COLUMN = 'bmc_password_file';
export const HOST_COLUMNS = [...HOST_KEYS, PASSWORD_COLUMN] as const;
export type HostColumn = (typeof HOST_COLUMNS)[number];

/** Stands in a column for "there is none": an empty one says nothing. */
export const NONE = '-';

/** Texts of one host; what is empty or absent is left to the frontend, and stays as it is of a host that is there. */
export interface HostRow {
  readonly place: Place;
  readonly values: Readonly<Partial<Record<HostColumn, string>>>;
}

/** A host as texts. */
export function rowOfHost(host: HostDescription): Record<HostKey, string> {
  return {
    name: host.name,
    appliance: host.appliance,
    rack: String(host.rack),
    rank: String(host.rank),
    macs: host.macs.join(' '),
    address: host.address,
    boot: host.bootAction,
    bmc: host.bmc ?? '',
  };
}

/**
 * Checks all rows, alone and against each other.
 *
 * @param known names of hosts that are there and may be changed: their rows need not say more than what changes
 * @throws {BuildError} with every bad row, each with its line
 */
export function hostsOfRows(
  rows: readonly HostRow[],
  network: Network | undefined,
  known: ReadonlySet<string> = new Set(),
): (NewHost | HostChange)[] {
  const problems: Problem[] = [];
  const hosts = rows.map((row) => hostOfRow(row, known, problems));
  for (const [index, host] of hosts.entries()) {
    const findings = checkNewHost(host, network, rows[index]!.place);
    problems.push(...findings);
  }
  findTwins(rows, hosts, problems);
  if (problems.length > 0) throw new BuildError(problems);
  return hosts;
}

function hostOfRow(
  { place, values }: HostRow,
  known: ReadonlySet<string>,
  problems: Problem[],
): NewHost | HostChange {
  const text = (key: HostKey): string | undefined => values[key]?.trim() || undefined;
  const number = (key: 'rack' | 'rank'): number | undefined => {
    const value = text(key);
    if (value === undefined || /^\d{1,5}$/.test(value))
      return value === undefined ? undefined : Number(value);
    const hint = 'Use a whole number from 0 to 99999';
    problems.push(errorProblem('HOST_WRONG', `Bad ${key} "${value}"`, place, hint));
    return undefined;
  };
  const name = text('name');
  const isKnown = name !== undefined && known.has(name);
  // compute-0-7 says it all of a new host.
  const parts = isKnown ? null : /^(.+)-(\d{1,5})-(\d{1,5})$/.exec(name ?? '');
  const appliance = text('appliance') ?? parts?.[1];
  const isUsual = parts !== null && appliance === parts[1];
  if (appliance === undefined && !isKnown) {
    const hint = 'Name an appliance, as compute; see: cairn appliance list';
    problems.push(errorProblem('HOST_WRONG', `Host "${name ?? ''}" has no appliance`, place, hint));
  }
  const host = {
    appliance: appliance ?? (isKnown ? undefined : 'compute'),
    name,
    rack: number('rack') ?? (isUsual ? Number(parts[2]) : undefined),
    rank: number('rank') ?? (isUsual ? Number(parts[3]) : undefined),
    macs: splitMacs(text('macs')) ?? (isKnown ? undefined : []),
    address: text('address'),
    bootAction: text('boot') as BootAction | undefined,
    bmc: text('bmc') === NONE ? '' : text('bmc'),
  };
  return Object.fromEntries(Object.entries(host).filter(([, value]) => value !== undefined)) as unknown as
    | NewHost
    | HostChange;
}

function splitMacs(text: string | undefined): readonly string[] | undefined {
  if (text === undefined || text === NONE) return text === undefined ? undefined : [];
  return text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(normalizeMac);
}

/** Two rows that ask for one thing. */
function findTwins(
  rows: readonly HostRow[],
  hosts: readonly (NewHost | HostChange)[],
  problems: Problem[],
): void {
  const seen = new Map<string, number>();
  for (const [index, host] of hosts.entries()) {
    const things = [
      ...(host.name === undefined ? [] : [['HOST_TWICE', 'Host', host.name] as const]),
      ...(host.macs ?? []).map((mac) => ['MAC_TWICE', 'MAC address', mac] as const),
      ...(host.address === undefined ? [] : [['ADDRESS_TWICE', 'Address', host.address] as const]),
    ];
    for (const [code, what, value] of things) {
      const key = `${code} ${value}`;
      const first = seen.get(key);
      if (first === undefined) seen.set(key, index);
      else if (first !== index) {
        const { line, file } = rows[first]!.place;
        const where = line === undefined ? `said of ${file}` : `in line ${line}`;
        problems.push(errorProblem(code, `${what} "${value}" is ${where} already`, rows[index]!.place));
      }
    }
  }
}

/** @throws {BuildError} CSV_SYNTAX for a key that is no column */
export function unknownKey(key: string, place: Place): Problem {
  const near = findNearestName(key, HOST_COLUMNS);
  const hint = near === undefined ? `Known: ${HOST_COLUMNS.join(', ')}` : `Did you mean "${near}"?`;
  return errorProblem('HOST_WRONG', `Unknown column "${key}"`, place, hint);
}
