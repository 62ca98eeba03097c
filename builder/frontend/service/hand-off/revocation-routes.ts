import type { FastifyInstance } from 'fastify';
import { takeRevocations } from '../authority/handed-on.ts';
import type { ServiceContext } from '../shared/context.ts';
import { clientOf, Refusal } from '../shared/http.ts';

/** Some 20,000 revoked certificates. */
const MOST_BYTES = 1024 * 1024;

/**
 * `POST /v1/revocations`: a machine that this frontend has handed an authority to says which certificates are revoked, by its
 * certificate and the list that it has signed, PEM. Whose word that is, the signatures tell.
 */
export function addRevocationRoutes(app: FastifyInstance, context: ServiceContext): void {
  app.post('/v1/revocations', { bodyLimit: MOST_BYTES }, async (request, reply) => {
    const { body } = request;
    const fault = Buffer.isBuffer(body) ? await takeRevocations(context, body.toString('utf8')) : 'no list';
    if (fault === undefined) return reply.code(204).send();
    const address = clientOf(request, false);
    await context.state.recordAudit({ action: 'revocations', outcome: 'refused', address, detail: fault });
    throw new Refusal(403, 'This list is not taken');
  });
}
