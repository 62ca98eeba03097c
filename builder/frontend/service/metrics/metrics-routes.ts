import type { FastifyInstance } from 'fastify';
import { FRONTEND_PATHS } from '../../../model/mod.ts';
import type { ServiceContext } from '../shared/context.ts';
import { collectMetrics } from './collect-metrics.ts';
import { METRICS_TYPE, renderMetrics } from './render-metrics.ts';

/** Numbers are the same for so long, whoever asks and how often. */
const KEEP_MS = 2000;

/**
 * `GET /metrics` of nginx: hosts, their lives and installations, for Prometheus. It says nothing that the page does not
 * show, to those who may see the page.
 *
 * @param nowMs of a clock that only goes on
 */
export function addMetricsRoutes(
  app: FastifyInstance,
  { alive, installs }: Pick<ServiceContext, 'alive' | 'installs'>,
  nowMs: () => number = () => performance.now(),
): void {
  let kept: { readonly text: string; readonly atMs: number } | undefined;
  app.get(FRONTEND_PATHS.metrics, async (_request, reply) => {
    const now = nowMs();
    if (kept === undefined || now - kept.atMs > KEEP_MS) {
      const families = collectMetrics({
        hosts: alive.listHosts(),
        lives: alive.listLives(),
        installs: installs.byAppliance(),
        memoryBytes: process.memoryUsage.rss(),
      });
      kept = { text: renderMetrics(families), atMs: now };
    }
    return reply.type(METRICS_TYPE).header('cache-control', 'no-store').send(kept.text);
  });
}
