import type { FastifyInstance } from 'fastify';
import { type Host, listAwaited } from '../../../hosts/mod.ts';
import { FRONTEND_PATHS, type StartWord } from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { Refusal } from '../shared/http.ts';
import { requireRootOfHost } from './root-of-host.ts';

/**
 * `GET /boot/after/NAME/APPLIANCE/all|one`: root of an installed host asks whether its first boot may go on. The answer is
 * one line: `ready`, `none` where there are no such hosts, or `waits` and for whom; then the host is shown as waiting.
 */
export function addWaitRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.get<{ Params: { name: string; appliance: string; hosts: string } }>(
    `${FRONTEND_PATHS.after}/:name/:appliance/:hosts`,
    async (request, reply) => {
      const { name, appliance, hosts: howMany } = request.params;
      if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(appliance) || (howMany !== 'all' && howMany !== 'one'))
        throw new Refusal(400, 'This is no appliance that is waited for');
      const host = await requireRootOfHost(context, request, name, 'after');
      const hosts = await context.state.listHosts({ appliance });
      const awaited = listAwaited(hosts, howMany);
      await showWait(context, host, awaited.length > 0 ? `waiting for ${appliance}` : '');
      void reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
      if (hosts.length === 0) return 'none\n';
      return awaited.length === 0 ? 'ready\n' : `waits ${awaited.join(', ')}\n`;
    },
  );
}

/** Written when it changes alone: who waits asks again and again. */
async function showWait({ state }: ServiceContext, host: Host, phase: string): Promise<void> {
  if (host.state === 'starting' && host.phase === phase) return;
  const said: StartWord = phase === '' ? { word: 'starting' } : { word: 'waiting', text: phase };
  await state.recordStart(host.name, said);
}
