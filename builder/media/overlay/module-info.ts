import { run } from '../../io/mod.ts';

/** Modules that the modules in files `paths` cannot do without, or ask for before themselves; sorted. */
export async function readModuleDependencies(paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return [];
  const { stdout } = await run(['modinfo', ...paths]);
  return parseModuleDependencies(stdout);
}

/** Collects "depends:" and "softdep: pre:" of modinfo's output, with "_" for "-". */
export function parseModuleDependencies(text: string): string[] {
  const names = new Set<string>();
  for (const line of text.split('\n')) {
    const [, field, value] = /^(depends|softdep):\s*(.*)$/.exec(line) ?? [];
    if (field === undefined || value === undefined) continue;
    const words =
      field === 'depends' ? value.split(',') : (/pre: ([^:]*)(?= post:|$)/.exec(value)?.[1] ?? '').split(' ');
    for (const word of words) if (word !== '') names.add(word.replaceAll('-', '_'));
  }
  return [...names].sort();
}
