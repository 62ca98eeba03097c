import type { Run } from '../../io/mod.ts';
import type { Board } from './board.ts';
import { openIpmiBoard } from './ipmi-board.ts';
import type { Pin } from './pinned-tls.ts';
import { openRedfishBoard } from './redfish-board.ts';
import { createRedfishClient } from './redfish-client.ts';

/** The board of an address as hosts have it: `ipmi://user@10.2.0.7` or `redfish://user@10.2.0.7`. Nothing is asked yet. */
export function openBoard(
  bmc: string,
  password: string,
  { pin, run }: { readonly pin: Pin; readonly run: Run },
): Board {
  const url = new URL(bmc);
  const access = { url, user: url.username || 'admin', password };
  return url.protocol === 'ipmi:'
    ? openIpmiBoard(access, run)
    : openRedfishBoard(access, createRedfishClient(access, pin));
}
