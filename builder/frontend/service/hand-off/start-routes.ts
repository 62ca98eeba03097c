import type { FastifyInstance } from 'fastify';
import * as v from 'valibot';
import { FRONTEND_PATHS, PROTOCOL_LIMITS, type StartWord } from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { Refusal } from '../shared/http.ts';
import { requireRootOfHost } from './root-of-host.ts';

const text = v.pipe(v.string(), v.maxLength(PROTOCOL_LIMITS.textLength));
/** `waiting` is nobody's own word: it follows from what a host asks. */
const startWord = v.variant('word', [
  v.strictObject({ word: v.literal('starting') }),
  v.strictObject({ word: v.literal('ready') }),
  v.strictObject({ word: v.literal('failed'), text }),
]);

/** `GET /boot/start/NAME/WORD`: an installed host says how far its start is. Taken from root of that host alone. */
export function addStartRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.get<{ Params: { name: string; word: string }; Querystring: Record<string, unknown> }>(
    `${FRONTEND_PATHS.start}/:name/:word`,
    async (request, reply) => {
      const { name, word } = request.params;
      const said = v.safeParse(startWord, { ...request.query, word });
      if (!said.success) throw new Refusal(400, 'This is no word about a start');
      const host = await requireRootOfHost(context, request, name, 'start');
      await context.state.recordStart(host.name, said.output satisfies StartWord);
      return reply.code(204).header('cache-control', 'no-store').send();
    },
  );
}
