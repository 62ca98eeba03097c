import { askService } from '../../frontend/discover/service-question.ts';
import type { PublishFailure } from '../../frontend/service/shared/retry.ts';

/** The part of `/v1/status` that concerns whoever looks at hosts. */
export interface ServiceStatus {
  readonly unpublished: PublishFailure | null;
}

const LONGEST_MS = 2000;

/** What the frontend's service says of itself; undefined where it gives no answer. */
export async function readServiceStatus(socketPath?: string): Promise<ServiceStatus | undefined> {
  const asked = askService({ path: '/v1/status', timeoutMs: LONGEST_MS, socketPath });
  const answer = await asked.catch(() => undefined);
  return answer?.status === 200 ? parseStatus(answer.text) : undefined;
}

function parseStatus(text: string): ServiceStatus | undefined {
  try {
    return JSON.parse(text) as ServiceStatus;
  } catch {
    return undefined;
  }
}
