import type { FastifyInstance } from 'fastify';
import { FRONTEND_PATHS } from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { clientOf, clientPortOf, Refusal } from '../shared/http.ts';
import { acceptProof } from './tokens.ts';

/** `GET /boot/proof/NAME/HASH`, by nginx, which tells the port that it was asked from. */
export function addProofRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.get<{ Params: { name: string; hash: string } }>(
    `${FRONTEND_PATHS.proof}/:name/:hash`,
    async (request, reply) => {
      const { name, hash } = request.params;
      if (!/^[0-9a-f]{64}$/.test(hash)) throw new Refusal(400, 'This is no SHA-256');
      const from = { address: clientOf(request, true), port: clientPortOf(request) };
      if (!(await acceptProof(context, name, hash, from))) throw new Refusal(403, 'This is no proof');
      return reply.code(204).header('cache-control', 'no-store').send();
    },
  );
}
