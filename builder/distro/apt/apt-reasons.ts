import type { Refusal } from '../archive.ts';

/** Reads apt's messages of a failed `apt-get install`, in the C locale. */
export function parseAptReasons(text: string): Refusal {
  const unknown: string[] = [];
  const virtual = new Map<string, string[]>();
  const unmet: string[] = [];
  const errors: string[] = [];
  let providers: string[] | undefined;
  let inUnmet = false;
  for (const line of text.split('\n')) {
    const isVirtual = /^Package (\S+) is a virtual package provided by:/.exec(line);
    const noCandidate = /^E: Package '([^']+)' has no installation candidate/.exec(line);
    const notFound = /^E: (?:Unable to locate package (\S+)|Couldn't find task '([^']+)')/.exec(line);
    if (isVirtual !== null) {
      providers = [];
      virtual.set(isVirtual[1]!, providers);
      continue;
    }
    if (noCandidate !== null && !virtual.has(noCandidate[1]!)) virtual.set(noCandidate[1]!, []);
    if (notFound !== null) unknown.push((notFound[1] ?? `@${notFound[2]}`).replace(/-$/, ''));
    if (line.startsWith('E: ')) errors.push(line.slice(3));
    if (line.startsWith('The following packages have unmet dependencies')) inUnmet = true;
    else if (inUnmet && /^ \S+ : /.test(line)) unmet.push(line.trim());
    else if (inUnmet && /^ {4,}/.test(line)) unmet.push(`${unmet.pop() ?? ''}, ${line.trim()}`);
    else inUnmet = false;
    const provider = /^ {2}(\S+) (?:\S+)/.exec(line);
    if (providers !== undefined && provider !== null) providers.push(provider[1]!);
    else providers = undefined;
  }
  return { by: 'apt', unknown, virtual, unmet, errors };
}
