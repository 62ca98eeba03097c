import { HOST_ROSTER } from '../../model/documents/mod.ts';
import type { ResolvedAttributes, Roster } from '../../model/mod.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import { readDocument } from '../machine/read-document.ts';
import type { InstallState } from '../machine/state.ts';

/** The other hosts, as the frontend says; a frontend that is being installed knows itself. */
export function readRoster(
  effects: Effects,
  { host }: Pick<InstallState, 'host'>,
  attributes: ResolvedAttributes,
): Roster | undefined {
  if (host !== undefined) {
    if (host.roster === undefined) return undefined;
    return { from: 'the frontend', hosts: readDocument(effects, PATHS.roster, HOST_ROSTER).hosts };
  }
  const textOf = (name: string): string => attributes.get(name)?.value ?? '';
  if (textOf('appliance') !== 'frontend') return undefined;
  const own = { name: textOf('hostname'), address: textOf('private_address'), appliance: 'frontend' };
  return { from: 'its own installation', hosts: [{ ...own, rack: 0, rank: 0 }] };
}
