import type { FastifyInstance, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import { isDiskIdentity } from '../../../hosts/mod.ts';
import { HOST_RECORD, parseJsonDocument } from '../../../model/documents/mod.ts';
import {
  BuildError,
  type HostRecord,
  type InstallReport,
  isReleaseId,
  PROTOCOL_LIMITS,
  RECORD_BYTES,
} from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { clientOf, Refusal } from '../shared/http.ts';
import { requireReporter } from './tokens.ts';

const limits = PROTOCOL_LIMITS;
const eventBody = v.strictObject({
  event: v.picklist(['started', 'phase', 'finished', 'failed']),
  phase: v.exactOptional(v.pipe(v.string(), v.maxLength(limits.phaseLength))),
  percent: v.exactOptional(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
  disk: v.exactOptional(v.pipe(v.string(), v.check(isDiskIdentity))),
  release: v.exactOptional(v.pipe(v.string(), v.check(isReleaseId))),
  text: v.exactOptional(v.pipe(v.string(), v.maxLength(limits.textLength))),
  log: v.exactOptional(v.pipe(v.string(), v.maxLength(limits.eventBytes))),
});
type PostedEvent = v.InferOutput<typeof eventBody>;

/** `POST /v1/hosts/NAME/events`, `/record` and `/log`: what an installer tells. */
export function addEventRoutes(app: FastifyInstance, context: ServiceContext): void {
  const reporterOf = (request: FastifyRequest<{ Params: { name: string } }>) =>
    requireReporter(context, request.params.name, request.headers.authorization, clientOf(request, false));
  app.post<{ Params: { name: string } }>(
    '/v1/hosts/:name/events',
    { bodyLimit: limits.eventBytes },
    async (request, reply) => {
      const host = await reporterOf(request);
      const event = parseEvent(request.body);
      if (event.event === 'started') await context.logs.start(host.name);
      if (event.log !== undefined) await context.logs.append(host.name, event.log);
      await context.state.recordReport(host.name, reportOf(event));
      return reply.code(204).send();
    },
  );
  app.post<{ Params: { name: string } }>(
    '/v1/hosts/:name/record',
    { bodyLimit: RECORD_BYTES },
    async (request, reply) => {
      const host = await reporterOf(request);
      const text = Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '';
      await context.state.putRecord(host.name, parseRecord(text));
      return reply.code(204).send();
    },
  );
  // A log is bytes: whatever the content type says, it is not looked into.
  app.post<{ Params: { name: string } }>(
    '/v1/hosts/:name/log',
    { bodyLimit: limits.logChunkBytes },
    async (request, reply) => {
      const host = await reporterOf(request);
      const body = request.body;
      if (!Buffer.isBuffer(body)) throw new Refusal(400, 'There is no log in the request');
      await context.logs.append(host.name, body);
      return reply.code(204).send();
    },
  );
}

function readJson(body: unknown): unknown {
  try {
    return JSON.parse(Buffer.isBuffer(body) ? body.toString('utf8') : '');
  } catch {
    throw new Refusal(400, 'The event is no JSON');
  }
}

/** @throws {Refusal} 400 */
function parseEvent(body: unknown): PostedEvent {
  const parsed = v.safeParse(eventBody, readJson(body));
  if (!parsed.success) throw new Refusal(400, `The event is not readable: ${parsed.issues[0].message}`);
  if (parsed.output.event === 'phase' && (parsed.output.phase ?? '') === '')
    throw new Refusal(400, 'A phase needs its name');
  return parsed.output;
}

/** @throws {Refusal} 400 */
function parseRecord(text: string): HostRecord {
  try {
    return parseJsonDocument(HOST_RECORD, text);
  } catch (error) {
    if (error instanceof BuildError) throw new Refusal(400, error.problems[0]!.message);
    throw error;
  }
}

function reportOf({ event, phase = '', percent, disk, release, text = '' }: PostedEvent): InstallReport {
  switch (event) {
    case 'phase':
      return { event, phase, ...(percent === undefined ? {} : { percent }) };
    case 'failed':
      return { event, text };
    case 'finished':
      return {
        event,
        ...(disk === undefined ? {} : { disk }),
        ...(release === undefined ? {} : { release }),
      };
    case 'started':
      return { event };
  }
}
