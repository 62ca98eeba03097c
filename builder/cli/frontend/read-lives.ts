import { askService } from '../../frontend/discover/service-question.ts';
import type { HostLife, Lives } from '../../hosts/mod.ts';

const LONGEST_MS = 5000;

/** What the frontend's service has heard of installed hosts; undefined where it gives no answer. */
export async function readLives(socketPath?: string): Promise<Lives | undefined> {
  const asked = askService({ path: '/v1/alive', timeoutMs: LONGEST_MS, socketPath });
  const answer = await asked.catch(() => undefined);
  if (answer?.status !== 200) return undefined;
  try {
    return new Map(Object.entries(JSON.parse(answer.text) as Record<string, HostLife>));
  } catch {
    return undefined;
  }
}
