import { request } from 'node:http';
import { join } from 'node:path';
import { SERVICE_PATHS } from '../../frontend/service/shared/config.ts';
import type { PublishFailure } from '../../frontend/service/shared/retry.ts';

/** The part of `/v1/status` that concerns whoever looks at hosts. */
export interface ServiceStatus {
  readonly unpublished: PublishFailure | null;
}

const LONGEST_MS = 2000;

/** What the frontend's service says of itself; undefined where it gives no answer. */
export function readServiceStatus(
  socketPath: string = process.env['CAIRN_SOCKET'] || join(SERVICE_PATHS.run, 'cairnd.sock'),
): Promise<ServiceStatus | undefined> {
  return new Promise((resolve) => {
    const asked = request(
      { socketPath, path: '/v1/status', agent: false, timeout: LONGEST_MS },
      (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', () => resolve(undefined));
        response.on('end', () => resolve(response.statusCode === 200 ? parseStatus(text) : undefined));
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(undefined));
    asked.end();
  });
}

function parseStatus(text: string): ServiceStatus | undefined {
  try {
    return JSON.parse(text) as ServiceStatus;
  } catch {
    return undefined;
  }
}
