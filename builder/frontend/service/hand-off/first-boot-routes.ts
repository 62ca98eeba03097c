import type { FastifyInstance } from 'fastify';
import { failedAtFirstBoot, type Host } from '../../../hosts/mod.ts';
import { FIRST_BOOT_DONE, FRONTEND_PATHS, isHostName, ROOT_PORTS } from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { clientOf, clientPortOf, Refusal } from '../shared/http.ts';

/**
 * `GET /boot/first-boot/NAME/RESULT`: an installed host says that its scripts of the first boot did not do what they
 * should, or that they have done it after all; RESULT is systemd's word for it. Taken from root of that host alone, by its
 * address, card and port, and only while nothing else is expected of it: the word can undo no reinstallation.
 */
export function addFirstBootRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.get<{ Params: { name: string; result: string } }>(
    `${FRONTEND_PATHS.firstBoot}/:name/:result`,
    async (request, reply) => {
      const { name, result } = request.params;
      if (!/^[a-z-]{1,32}$/.test(result)) throw new Refusal(400, 'This is no result of a unit');
      const host = isHostName(name) ? await context.state.findHost(name) : undefined;
      const from = { address: clientOf(request, true), port: clientPortOf(request) };
      const isDone = result === FIRST_BOOT_DONE;
      if (host === undefined || !mayTell(host, isDone) || !(await isRootOf(context, host, from))) {
        if (host !== undefined)
          await context.state.recordAudit({
            action: 'first-boot',
            outcome: 'refused',
            host: name,
            address: from.address,
          });
        throw new Refusal(403, 'This word is not taken');
      }
      await context.state.recordReport(
        name,
        isDone ? { event: 'first-boot-done' } : { event: 'first-boot-failed', text: describeResult(result) },
      );
      return reply.code(204).header('cache-control', 'no-store').send();
    },
  );
}

/** A failure is told once. That all is well may be told of any host whose installation is over. */
function mayTell(host: Host, isDone: boolean): boolean {
  if (host.bootAction === 'install') return false;
  return host.state === 'installed' || (isDone && failedAtFirstBoot(host));
}

async function isRootOf(
  context: ServiceContext,
  host: Host,
  { address, port }: { readonly address: string; readonly port: number },
): Promise<boolean> {
  if (host.address !== address || port < 1 || port > ROOT_PORTS.last) return false;
  if (context.config.checkNeighbours === 'no') return true;
  const mac = await context.findNeighbour(address);
  return mac !== undefined && host.macs.includes(mac);
}

function describeResult(result: string): string {
  const what =
    result === 'timeout'
      ? 'The scripts of the first boot did not end in time'
      : `A script of the first boot failed (${result})`;
  return `${what}: journalctl -u cairn-first-boot on the host`;
}
