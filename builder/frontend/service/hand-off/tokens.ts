import { createHash, timingSafeEqual } from 'node:crypto';
import type { Host } from '../../../hosts/mod.ts';
import { BOOT_ARGUMENTS, PROTOCOL_LIMITS, ROOT_PORTS } from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { Refusal } from '../shared/http.ts';

/** Where the hash of a host's newest token is kept: reports are let in by it after the secrets have been fetched. */
const REPORT_KEY = 'report-token';

/** Where the same hash is kept once an installer has proved that it is root on its machine. */
const PROOF_KEY = 'report-proof';

/** True for a key that is the service's own and goes to no machine. */
export function isServiceKey(name: string): boolean {
  return name === REPORT_KEY || name === PROOF_KEY || name.startsWith('service:');
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
  const { newest, proved } = await readHashes(context, host);
  const hash = hashToken(token);
  const known = newest !== undefined && sameText(newest, hash) && proved === newest;
  if (host === undefined || !known || host.address !== address) {
    if (host !== undefined)
      await context.state.recordAudit({ action: 'report', outcome: 'refused', host: name, address });
    throw new Refusal(403, 'This token is not for this host');
  }
  return host;
}

/**
 * Takes the word of a port that only root can send from for the token of the host's newest boot script.
 *
 * @param hash SHA-256 of the token, hexadecimal
 * @returns false, and a line in the audit log of a known host, where anything is wrong
 */
export async function acceptProof(
  context: ServiceContext,
  name: string,
  hash: string,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<boolean> {
  const host = await context.state.findHost(name);
  const { newest } = await readHashes(context, host);
  const isRoot = port > 0 && port <= ROOT_PORTS.last;
  const isNewest = newest !== undefined && sameText(newest, hash);
  if (host !== undefined && isRoot && isNewest && host.address === address) {
    await context.state.putKeys([{ host: name, name: PROOF_KEY, value: hash }]);
    return true;
  }
  if (host !== undefined) {
    const detail = isRoot ? 'not of the newest boot script' : `from port ${port}, which is not root's alone`;
    await context.state.recordAudit({ action: 'proof', outcome: 'refused', host: name, address, detail });
  }
  return false;
}

/**
 * Whether whoever has the token of a host's newest boot script has proved to be root there; `old` for any other token,
 * which is good for nothing anyway.
 */
export async function readProof(
  context: ServiceContext,
  name: string,
  token: string,
): Promise<'proved' | 'missing' | 'old'> {
  const { newest, proved } = await readHashes(context, await context.state.findHost(name));
  if (newest === undefined || !sameText(newest, hashToken(token))) return 'old';
  return proved === newest ? 'proved' : 'missing';
}

/** Hashes of the token of a host's newest boot script, and of the one that was proved. */
async function readHashes(
  context: ServiceContext,
  host: Host | undefined,
): Promise<{ readonly newest: string | undefined; readonly proved: string | undefined }> {
  const keys = host === undefined ? [] : await context.state.listKeys(host.name);
  const find = (name: string): string | undefined =>
    keys.find((key) => key.host === host?.name && key.name === name)?.value;
  return { newest: find(REPORT_KEY), proved: find(PROOF_KEY) };
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function sameText(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
