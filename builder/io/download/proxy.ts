import type { Run } from '../run.ts';
import { type AptConfig, findAptSetting } from './apt-config.ts';

/** Address of the proxy for a URL, or undefined to go straight there. */
export type ProxyFor = (url: URL) => string | undefined;

/**
 * The proxy that apt itself would use: its setting for the host, its general setting, its detection program, then
 * the environment (`http_proxy`, `https_proxy`, `no_proxy`).
 *
 * @param detect runs apt's detection program for a URL and returns what it printed
 */
export function planProxy(
  config: AptConfig,
  environment: Readonly<Record<string, string | undefined>>,
  detected: ReadonlyMap<string, string> = new Map(),
): ProxyFor {
  const { no_proxy: noProxy } = environment;
  return (url) => {
    const scheme = url.protocol.replace(':', '');
    const schemes = scheme === 'https' ? ['https', 'http'] : [scheme];
    for (const name of schemes) {
      const own = findAptSetting(config, `Acquire::${name}::Proxy::${url.hostname}`);
      if (own !== undefined) return addressOf(own);
    }
    const found = detected.get(url.origin);
    if (found !== undefined) return addressOf(found);
    for (const name of schemes) {
      const general = findAptSetting(config, `Acquire::${name}::Proxy`);
      if (general !== undefined) return addressOf(general);
    }
    if (matchesNoProxy(url.hostname, noProxy)) return undefined;
    return environment[`${scheme}_proxy`] || undefined;
  };
}

/** Asks apt's detection program (`Acquire::http::Proxy-Auto-Detect`), where one is set, about each origin. */
export async function detectProxies(
  config: AptConfig,
  origins: readonly string[],
  run: Run,
): Promise<ReadonlyMap<string, string>> {
  const program =
    findAptSetting(config, 'Acquire::http::Proxy-Auto-Detect') ??
    findAptSetting(config, 'Acquire::http::ProxyAutoDetect');
  const detected = new Map<string, string>();
  if (program === undefined) return detected;
  for (const origin of origins) {
    const { stdout } = await run([program, `${origin}/`], { timeoutMs: 10_000 });
    const line = stdout.split('\n')[0]?.trim() ?? '';
    if (line !== '') detected.set(origin, line);
  }
  return detected;
}

function addressOf(setting: string): string | undefined {
  if (setting === 'DIRECT' || setting === 'false') return undefined;
  return setting.includes('://') ? setting : `http://${setting}`;
}

function matchesNoProxy(hostname: string, list: string | undefined): boolean {
  return (list ?? '')
    .split(',')
    .map((item) => item.trim().replace(/^\*?\./, ''))
    .some((item) => item === '*' || (item !== '' && (hostname === item || hostname.endsWith(`.${item}`))));
}
