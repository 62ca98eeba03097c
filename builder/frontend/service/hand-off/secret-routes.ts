import type { FastifyInstance } from 'fastify';
import { factsOfHost } from '../../../hosts/mod.ts';
import type { SecretsAnswer } from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { clientOf, Refusal } from '../shared/http.ts';
import type { ReleaseGraphs } from '../web/release-graphs.ts';
import { answerSecrets } from './secret-answer.ts';
import { digestServed } from './served-digests.ts';
import { readBearer, readProof } from './tokens.ts';

/**
 * `POST /v1/hosts/NAME/secrets`: once, for the host whose token it is, from its address and card, after root there has
 * shown itself, while it is to be installed. The state judges all but the card, in one transaction, and writes every delivery and every refusal down.
 */
export function addSecretRoutes(
  app: FastifyInstance,
  context: ServiceContext,
  graphs: Pick<ReleaseGraphs, 'toInstall'>,
): void {
  app.post<{ Params: { name: string } }>('/v1/hosts/:name/secrets', async (request, reply) => {
    const token = readBearer(request.headers.authorization);
    const address = clientOf(request, false);
    const mac = context.config.checkNeighbours === 'no' ? undefined : await context.findNeighbour(address);
    if (context.config.checkNeighbours === 'yes' && mac === undefined) {
      await context.state.recordAudit({
        action: 'secrets',
        outcome: 'refused',
        address,
        detail: 'no card is known',
      });
      throw new Refusal(403, 'The secrets are not for you');
    }
    const proof = await readProof(context, request.params.name, token);
    if (proof === 'missing') {
      const detail = 'nobody has proved to be root there';
      const seen = mac === undefined ? {} : { mac };
      await context.state.recordAudit({ action: 'secrets', outcome: 'refused', address, ...seen, detail });
      throw new Refusal(403, 'The secrets are not for you');
    }
    // A refusal does not spend the token: a wrong name may be a slip of the one whom it belongs to.
    const from = { host: request.params.name, address, ...(mac === undefined ? {} : { mac }) };
    const use = await context.state.useToken(token, from);
    // Which part was wrong is in the audit log, and nowhere else.
    if (!use.ok || proof !== 'proved') throw new Refusal(403, 'The secrets are not for you');
    void reply.header('cache-control', 'no-store');
    const graph = await graphs.toInstall(factsOfHost(use.host));
    const served = await digestServed(context.paths, use.host, graph);
    return { ...(await answerSecrets(context, use.host, graph)), served } satisfies SecretsAnswer;
  });
}
