import type { FastifyInstance } from 'fastify';
import { FRONTEND_PATHS } from '../../../model/mod.ts';
import { requireLivingHost } from '../hand-off/root-of-host.ts';
import type { ServiceContext } from '../shared/context.ts';
import { Refusal } from '../shared/http.ts';
import { parseAliveWord } from './parse-word.ts';

/** `GET /boot/alive/NAME/now`: an installed host says how it is. Taken from root of that host alone. */
export function addAliveRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.get<{ Params: { name: string }; Querystring: Record<string, unknown> }>(
    `${FRONTEND_PATHS.alive}/:name/now`,
    async (request, reply) => {
      const word = parseAliveWord(request.query);
      if (word === undefined) throw new Refusal(400, 'This is no word of a host about itself');
      context.alive.hear(await requireLivingHost(context, request, request.params.name), word);
      return reply.code(204).header('cache-control', 'no-store').send();
    },
  );
}

/** `GET /v1/alive`, for commands of root: what installed hosts said last, by name. */
export function addAliveQuestion(app: FastifyInstance, context: ServiceContext): void {
  app.get('/v1/alive', async () => Object.fromEntries(context.alive.listLives()));
}
