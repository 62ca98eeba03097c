import { readFile } from 'node:fs/promises';
import type { Run } from '../run.ts';
import { findAptLogin, readAptLogins } from './apt-auth.ts';
import { findAptSetting, readAptConfig } from './apt-config.ts';
import { createOpenUrl, type OpenUrl } from './http-open.ts';
import { detectProxies, planProxy } from './proxy.ts';

const SYSTEM_AUTHORITIES = '/etc/ssl/certs/ca-certificates.crt';

/**
 * Opens URLs the way this machine's apt does: its proxies, its logins, the certificate authorities that it and the
 * system trust (Node by itself may bring its own).
 *
 * @param urls what will be opened; a proxy detection program is asked once for each server
 */
export async function createAptTransport(
  run: Run,
  environment: Readonly<Record<string, string | undefined>>,
  urls: readonly string[],
  connections: number,
  patienceMs?: number,
): Promise<OpenUrl> {
  const config = await readAptConfig(run);
  const origins = [...new Set(urls.map((url) => new URL(url).origin))];
  const detected = await detectProxies(config, origins, run);
  const logins = await readAptLogins();
  const authorities = findAptSetting(config, 'Acquire::https::CAInfo') ?? SYSTEM_AUTHORITIES;
  const ca = await readFile(authorities, 'utf8').catch(() => undefined);
  return createOpenUrl({
    proxyFor: planProxy(config, environment, detected),
    loginFor: (url) => findAptLogin(logins, url),
    connections,
    ...(patienceMs === undefined ? {} : { patienceMs }),
    ...(ca === undefined ? {} : { ca }),
  });
}
