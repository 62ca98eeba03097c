import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type AptConfig, findAptSetting } from '../../../io/mod.ts';
import { isCarried } from './apt-files.ts';

/** Settings of apt that make it check less, and the value that does. */
const WEAKENING: readonly (readonly [RegExp, RegExp, string])[] = [
  [/^Acquire::Check-Valid-Until$/i, /^(?:false|no|0|off)$/i, 'lists may be older than they say'],
  [/^Acquire::Check-Date$/i, /^(?:false|no|0|off)$/i, 'lists may be from the future, or older than they say'],
  [/^Acquire::https::(?:.+::)?Verify-(?:Peer|Host)$/i, /^(?:false|no|0|off)$/i, 'any server is believed'],
  [
    /^Acquire::Allow(?:InsecureRepositories|WeakRepositories|DowngradeToInsecureRepositories)$/i,
    /^(?:true|yes|1|on)$/i,
    'lists need no signature',
  ],
  [/^APT::Get::AllowUnauthenticated$/i, /^(?:true|yes|1|on)$/i, 'packages need no signature'],
];

/** Options of a source that make apt check less. */
const WEAK_OPTION =
  /\b(trusted|allow-insecure|allow-weak|allow-downgrade-to-insecure)(?:=|:\s*)yes\b|\b(check-valid-until|check-date)(?:=|:\s*)no\b/gi;

/**
 * What this machine's apt is told to check less, one line each, and whether a build follows it: what concerns the way
 * to the servers and the age of lists is the administrator's to say; a signature is always asked for.
 */
export async function listWeakSettings(host: AptConfig): Promise<string[]> {
  const lines: string[] = [];
  for (const name of host.keys()) {
    const value = findAptSetting(host, name) ?? '';
    const [, , effect] = WEAKENING.find(([names, values]) => names.test(name) && values.test(value)) ?? [];
    if (effect === undefined) continue;
    const taken = isCarried(name) ? 'followed' : 'not followed here';
    lines.push(`${name} "${value}" of this machine's apt: ${effect} (${taken})`);
  }
  for (const { path, text } of await readSourceFiles(host)) {
    const options = [...text.matchAll(WEAK_OPTION)].map(([option]) => option.replace(/\s+/g, ' '));
    for (const option of new Set(options)) lines.push(`${option} in ${path} (not followed here)`);
  }
  return lines;
}

async function readSourceFiles(host: AptConfig): Promise<{ readonly path: string; readonly text: string }[]> {
  const place = (...names: readonly (readonly [string, string])[]): string =>
    resolve('/', ...names.map(([name, usual]) => findAptSetting(host, name) ?? usual));
  const etc = [['Dir', '/'] as const, ['Dir::Etc', 'etc/apt'] as const];
  const parts = place(...etc, ['Dir::Etc::sourceparts', 'sources.list.d']);
  const names = (await readdir(parts).catch(() => [])).filter((name) => /\.(?:list|sources)$/.test(name));
  const paths = [
    place(...etc, ['Dir::Etc::sourcelist', 'sources.list']),
    ...names.sort().map((name) => join(parts, name)),
  ];
  const files: { path: string; text: string }[] = [];
  for (const path of paths) {
    const text = await readFile(path, 'utf8').catch(() => '');
    files.push({ path, text: text.replace(/^\s*#.*$/gm, '') });
  }
  return files;
}
