import type { Host } from '../../../hosts/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { signHostKey } from './ssh-certificate.ts';
import { makeSshKey } from './ssh-key.ts';

/** The cluster's authority over host keys; its private half never leaves the frontend. */
const AUTHORITY_KEY = 'service:ssh-host-authority';

const DAY_SECONDS = 86_400;

/** Hosts ask for a new one every day; one that was switched off for longer asks when it starts. */
const CERTIFICATE_DAYS = 90;

/** When a certificate that is made now begins and ends: a clock that is a day late does not refuse it. */
export function planValidity(
  nowSeconds: number,
  days = CERTIFICATE_DAYS,
): { readonly fromSeconds: number; readonly untilSeconds: number } {
  return { fromSeconds: nowSeconds - DAY_SECONDS, untilSeconds: nowSeconds + days * DAY_SECONDS };
}

export function nowInSeconds(): number {
  return Math.floor(Date.now() / 1000);
}

/** The private half of the cluster's authority over host keys; made when it is first needed. */
export function ensureAuthority(context: Pick<ServiceContext, 'state'>): Promise<string> {
  return context.state.ensureKey('', AUTHORITY_KEY, () => makeSshKey('cluster').privateText);
}

/** A certificate for the key of a host, under the names and the address that it has now. */
export async function certifyHost(
  context: Pick<ServiceContext, 'config' | 'state'>,
  host: Host,
  hostPublicLine: string,
): Promise<string> {
  return signHostKey({
    authorityKey: await ensureAuthority(context),
    hostPublicLine,
    identity: host.name,
    principals: [host.name, `${host.name}.${context.config.domain}`, host.address],
    ...planValidity(nowInSeconds()),
  });
}
