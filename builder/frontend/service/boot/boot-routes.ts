import type { FastifyInstance } from 'fastify';
import { BOOT_LOADERS, type BootLoader, renderIpxeAsk } from '../../../render/boot-scripts/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { clientOf, Refusal } from '../shared/http.ts';
import { parseMac } from '../shared/mac-address.ts';
import { answerBoot, type HostReleases } from './boot-answer.ts';

/** GRUB that came by UEFI's HTTP asks by the firmware, which wants to know the length first, by HEAD. */
const WITH_HEAD = { exposeHeadRoute: true } as const;

/** `GET /boot/{ipxe,grub,pxelinux}?mac=MAC`, and `/boot/LOADER/MAC` for loaders that cannot ask with "?". */
export function addBootRoutes(app: FastifyInstance, context: ServiceContext, releases: HostReleases): void {
  const answer = async (loader: string, mac: string | undefined, address: string): Promise<string> => {
    if (!(BOOT_LOADERS as readonly string[]).includes(loader))
      throw new Refusal(404, 'There is no such loader');
    // Every iPXE starts with the same address, and asks again with its own.
    if (loader === 'ipxe' && (mac ?? '') === '') return renderIpxeAsk(context.config.address);
    const card = parseMac(mac ?? '');
    if (card === undefined) throw new Refusal(400, 'This is no MAC address');
    return answerBoot(context, releases, loader as BootLoader, card, address);
  };
  app.get<{ Params: { loader: string }; Querystring: { mac?: string | string[] } }>(
    '/boot/:loader',
    WITH_HEAD,
    async (request, reply) => {
      const { mac } = request.query;
      if (Array.isArray(mac)) throw new Refusal(400, 'There must be one MAC address');
      void reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
      return answer(request.params.loader, mac, clientOf(request, true));
    },
  );
  app.get<{ Params: { loader: string; mac: string } }>(
    '/boot/:loader/:mac',
    WITH_HEAD,
    async (request, reply) => {
      void reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
      return answer(request.params.loader, request.params.mac, clientOf(request, true));
    },
  );
}
