import type { FastifyInstance } from 'fastify';
import type { Host } from '../../../hosts/mod.ts';
import { FRONTEND_PATHS, HOST_KEY_PATH, isHostName } from '../../../model/mod.ts';
import { certifyHost } from '../keys/certify-host.ts';
import { publicLineOf } from '../keys/ssh-key.ts';
import type { ServiceContext } from '../shared/context.ts';
import { clientOf, Refusal } from '../shared/http.ts';

/** A host that was renamed asks by its old name, until it is installed under the new one. */
async function findHost({ state }: ServiceContext, name: string, address: string): Promise<Host | undefined> {
  return (await state.findHost(name)) ?? (await state.findRenamedHost(name, address));
}

/**
 * `GET /boot/certificate/NAME`: a new certificate for the SSH key that this host has, before the one it has ends. There
 * is nothing secret in it, and it is of use to nobody but the host with the key.
 */
export function addCertificateRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.get<{ Params: { name: string } }>(`${FRONTEND_PATHS.certificate}/:name`, async (request, reply) => {
    const { name } = request.params;
    const client = clientOf(request, true);
    const host = isHostName(name) ? await findHost(context, name, client) : undefined;
    if (host === undefined || host.address !== client)
      throw new Refusal(403, 'This host has another address');
    const keys = await context.state.listKeys(host.name);
    const key = keys.find((one) => one.name === HOST_KEY_PATH);
    if (key === undefined) throw new Refusal(404, 'This host has no key yet');
    const line = `${publicLineOf(key.value)} ${host.name}`;
    void reply.type('text/plain; charset=utf-8').header('cache-control', 'no-store');
    return `${await certifyHost(context, host, line)}\n`;
  });
}
