import { checkNetwork } from '../../../hosts/check-network.ts';
import {
  checkKey,
  checkNewHost,
  checkStored,
  type HostDescription,
  isDiskIdentity,
  type Network,
} from '../../../hosts/mod.ts';
import {
  type AttributeScope,
  BOOT_ACTIONS,
  type BootAction,
  errorProblem,
  findMacFault,
  isHostName,
  isReleaseId,
  type Problem,
} from '../../../model/mod.ts';
import type { DumpRow, PlaceOf, StateDump } from './types.ts';

const textOf = (row: DumpRow, column: string): string => String(row[column] ?? '');

/**
 * Every row that no command would have written: names become files, addresses become settings of DHCP and DNS.
 *
 * @param placeOf where a row is written
 * @param frontendName of the frontend that takes it in
 */
export function checkDump(
  { tables }: StateDump,
  placeOf: PlaceOf = () => undefined,
  frontendName?: string,
): Problem[] {
  const problems: Problem[] = [];
  const rowsOf = (table: string): readonly DumpRow[] => tables[table] ?? [];
  const check = (table: string, judge: (row: DumpRow) => readonly Problem[]): void => {
    for (const [index, row] of rowsOf(table).entries()) {
      for (const { message, hint } of judge(row)) {
        const text = `Row ${index + 1} of "${table}": ${message}`;
        problems.push(errorProblem('STATE_IMPORT', text, placeOf(table, index), hint));
      }
    }
  };
  const names = new Set(rowsOf('hosts').map((row) => textOf(row, 'name')));
  const knowsHost = (name: string): boolean => names.has(name);
  const needsHost = (name: string): Problem[] =>
    knowsHost(name) ? [] : [errorProblem('HOST_UNKNOWN', `Host "${name}" is not known`)];

  check('networks', (row) => checkNetwork(networkOf(row), []));
  const inner = rowsOf('networks').find((row) => row['name'] === 'private');
  if (inner === undefined && names.size > 0) {
    const hint = 'A frontend gives its hosts addresses of it, and always has one';
    problems.push(errorProblem('STATE_IMPORT', 'The private network is missing', placeOf('hosts', 0), hint));
  }
  const network =
    inner === undefined
      ? undefined
      : { ...networkOf(inner), ...(frontendName === undefined ? {} : { frontendName }) };
  check('hosts', (row) => [...checkNewHost(hostOf(row), network), ...checkRecord(row)]);
  check('macs', (row) => {
    const mac = textOf(row, 'mac');
    const host = textOf(row, 'host');
    const unknown = needsHost(host);
    if (unknown.length > 0) return unknown;
    return checkCard(mac);
  });
  check('attributes', (row) => {
    const [scope, subject, name] = [textOf(row, 'scope'), textOf(row, 'subject'), textOf(row, 'name')];
    return checkStored({ scope: scope as AttributeScope, subject, name }, knowsHost);
  });
  check('keys', (row) => {
    const [host, name, value] = [textOf(row, 'host'), textOf(row, 'name'), textOf(row, 'value')];
    return checkKey({ host, name, value }, knowsHost);
  });
  check('tokens', (row) => [...needsHost(textOf(row, 'host')), ...checkCard(textOf(row, 'mac'))]);
  check('strangers', (row) => checkCard(textOf(row, 'mac')));
  check('rolloutHosts', (row) => {
    const name = textOf(row, 'host');
    // One that is gone may be among them
    return isHostName(name) ? [] : [errorProblem('HOST_WRONG', `Bad name of a host "${name}"`)];
  });
  check('discoveries', (row) =>
    checkNewHost({ appliance: textOf(row, 'appliance'), rack: Number(row['rack']) }, undefined),
  );
  return problems;
}

function checkCard(mac: string): readonly Problem[] {
  const fault = findMacFault(mac);
  return fault === undefined
    ? []
    : [errorProblem('HOST_WRONG', `Bad MAC address "${mac}"`, undefined, fault)];
}

function networkOf(row: DumpRow): Network {
  const given = Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
  return { ...given, name: textOf(row, 'name'), network: textOf(row, 'network') } as unknown as Network;
}

function hostOf(row: DumpRow): HostDescription {
  return {
    name: textOf(row, 'name'),
    appliance: textOf(row, 'appliance'),
    rack: Number(row['rack']),
    rank: Number(row['rank']),
    macs: [],
    address: textOf(row, 'address'),
    bootAction: (row['bootAction'] ?? BOOT_ACTIONS[0]) as BootAction,
    ...(row['bmc'] === null || row['bmc'] === undefined ? {} : { bmc: textOf(row, 'bmc') }),
  };
}

/** What installers report, which goes to the host's next installation. */
function checkRecord(row: DumpRow): readonly Problem[] {
  const [disk, release] = [textOf(row, 'disk'), textOf(row, 'release')];
  return [
    ...(disk === '' || isDiskIdentity(disk)
      ? []
      : [errorProblem('HOST_WRONG', `Bad identity of a disk "${disk}"`)]),
    ...(release === '' || isReleaseId(release)
      ? []
      : [errorProblem('HOST_WRONG', `Bad name of a release "${release}"`)]),
  ];
}
