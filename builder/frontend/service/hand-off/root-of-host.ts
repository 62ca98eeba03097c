import type { FastifyRequest } from 'fastify';
import { type Host, runsItsSystem } from '../../../hosts/mod.ts';
import { isHostName, ROOT_PORTS } from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { clientOf, clientPortOf, Refusal } from '../shared/http.ts';

/**
 * The host that a request to nginx comes from: root of a machine that was installed and starts from its own disk, told by
 * its address, card and port. While a host is to be installed nothing is taken from it: no word undoes a reinstallation.
 *
 * @param action how the audit log calls what is asked for; each refusal of a known host is in it
 * @throws {Refusal} 403: nothing is told about which part was wrong
 */
export async function requireRootOfHost(
  context: ServiceContext,
  request: FastifyRequest,
  name: string,
  action: string,
): Promise<Host> {
  const host = isHostName(name) ? await context.state.findHost(name) : undefined;
  const from = { address: clientOf(request, true), port: clientPortOf(request) };
  const mayTell = host !== undefined && host.bootAction !== 'install';
  if (mayTell && (await isRootOf(context, host, from))) return host;
  if (host !== undefined)
    await context.state.recordAudit({ action, outcome: 'refused', host: name, address: from.address });
  throw new Refusal(403, 'This is not taken');
}

/** The kernel's table of a large cluster is long: for words that come all the time it is not read all the time. */
const OLDEST_CARD_MS = 20_000;

/**
 * The same, for words that change nothing and come each minute: they are taken while a reinstallation is waited for, too, a
 * host whose word is taken by what is known is not looked for in the state, and one that is refused writes nothing.
 *
 * @throws {Refusal} 403
 */
export async function requireLivingHost(
  context: ServiceContext,
  request: FastifyRequest,
  name: string,
): Promise<Host> {
  const from = { address: clientOf(request, true), port: clientPortOf(request) };
  const isTaken = (host: Host): Promise<boolean> => isRootOf(context, host, from, OLDEST_CARD_MS);
  const known = context.alive.findHost(name);
  if (known !== undefined && (await isTaken(known))) return known;
  // What is known may be a moment old: the state has the last word.
  const host = isHostName(name) ? await context.state.findHost(name) : undefined;
  if (host !== undefined && (await isTaken(host))) return host;
  throw new Refusal(403, 'This is not taken');
}

async function isRootOf(
  context: ServiceContext,
  host: Host,
  { address, port }: { readonly address: string; readonly port: number },
  oldestMs?: number,
): Promise<boolean> {
  // An installation that failed left nothing whose word counts.
  if (!runsItsSystem(host)) return false;
  if (host.address !== address || port < 1 || port > ROOT_PORTS.last) return false;
  if (context.config.checkNeighbours === 'no') return true;
  const mac = await context.findNeighbour(address, oldestMs);
  return mac !== undefined && host.macs.includes(mac);
}
