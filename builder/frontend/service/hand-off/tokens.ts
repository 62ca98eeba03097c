import { createHash, timingSafeEqual } from 'node:crypto';
import type { Host } from '../../../hosts/mod.ts';
import { BOOT_ARGUMENTS, PROTOCOL_LIMITS } from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { Refusal } from '../shared/http.ts';

/** Where the hash of a host's newest token is kept: reports are let in by it after the secrets have been fetched. */
const REPORT_KEY = 'report-token';

/** True for a key that is the service's own and goes to no machine. */
export function isServiceKey(name: string): boolean {
  return name === REPORT_KEY || name.startsWith('service:');
}

/** A token for the boot script of a host that is to be installed; older ones of the host are dead. */
export async function issueToken(context: ServiceContext, host: Host, mac: string): Promise<string> {
  const binding = {
    host: host.name,
    mac,
    address: host.address,
    lifetimeSeconds: PROTOCOL_LIMITS.tokenSeconds,
  };
  const token = await context.state.createToken(binding);
  await context.state.putKeys([{ host: host.name, name: REPORT_KEY, value: hashToken(token) }]);
  return token;
}

/** The token of `Authorization: Bearer TOKEN`. @throws {Refusal} 401 */
export function readBearer(header: string | undefined): string {
  const token = /^Bearer ([A-Za-z0-9_-]{20,128})$/.exec(header ?? '')?.[1];
  if (token === undefined)
    throw new Refusal(401, `The token of the argument ${BOOT_ARGUMENTS.token} is missing`);
  return token;
}

/**
 * Lets in the machine that runs this host's newest boot script. Unlike secrets, reports may come often.
 *
 * @throws {Refusal} 401, 403: nothing is told about which part was wrong
 */
export async function requireReporter(
  context: ServiceContext,
  name: string,
  authorization: string | undefined,
  address: string,
): Promise<Host> {
  const token = readBearer(authorization);
  const host = await context.state.findHost(name);
  const keys = host === undefined ? [] : await context.state.listKeys(name);
  const expected = keys.find((key) => key.host === name && key.name === REPORT_KEY)?.value;
  const known = expected !== undefined && sameText(expected, hashToken(token));
  if (host === undefined || !known || host.address !== address) {
    if (host !== undefined)
      await context.state.recordAudit({ action: 'report', outcome: 'refused', host: name, address });
    throw new Refusal(403, 'This token is not for this host');
  }
  return host;
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function sameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
