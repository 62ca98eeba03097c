import { readdir, readFile } from 'node:fs/promises';

/** One `machine` of apt's auth.conf (apt_auth.conf(5)). */
export interface AptLogin {
  /** Left out: for https only. */
  readonly protocol?: string;
  /** Host, with its port if it has one. */
  readonly host: string;
  /** What the path must start with; '' for any. */
  readonly path: string;
  readonly login: string;
  readonly password: string;
}

/** Parses the words `machine [PROTOCOL://]HOST[/PATH] login NAME password WORD`, in any layout. */
export function parseAptAuth(text: string): AptLogin[] {
  const words = text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join(' ')
    .split(/\s+/);
  const logins: { protocol?: string; host: string; path: string; login: string; password: string }[] = [];
  for (let i = 0; i + 1 < words.length; i += 1) {
    const [key, value] = [words[i]!, words[i + 1]!];
    if (key === 'machine') {
      const match = /^(?:([a-z+]+):\/\/)?([^/]+)(\/.*)?$/.exec(value);
      if (match === null) continue;
      const [, protocol, host, path = ''] = match;
      logins.push({
        ...(protocol === undefined ? {} : { protocol }),
        host: host!,
        path,
        login: '',
        password: '',
      });
    } else if (key === 'login' || key === 'password') {
      const last = logins.at(-1);
      if (last !== undefined) last[key] = value;
    } else continue;
    i += 1;
  }
  return logins;
}

/** The first login that is meant for a URL, as `name:password`. */
export function findAptLogin(logins: readonly AptLogin[], url: URL): string | undefined {
  const protocol = url.protocol.replace(':', '');
  const found = logins.find(
    (item) =>
      protocol === (item.protocol ?? 'https') &&
      (item.host === url.host || item.host === url.hostname) &&
      url.pathname.startsWith(item.path),
  );
  return found === undefined ? undefined : `${found.login}:${found.password}`;
}

/** Reads the logins that apt would use on this machine; what this user may not read is left out. */
export async function readAptLogins(dir = '/etc/apt'): Promise<AptLogin[]> {
  const parts = await readdir(`${dir}/auth.conf.d`).catch(() => []);
  const files = [`${dir}/auth.conf`];
  files.push(
    ...parts
      .filter((name) => name.endsWith('.conf'))
      .sort()
      .map((name) => `${dir}/auth.conf.d/${name}`),
  );
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8').catch(() => '')));
  return texts.flatMap(parseAptAuth);
}
