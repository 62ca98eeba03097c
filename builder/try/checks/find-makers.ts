import type { Profile } from '../../graph/mod.ts';
import { formatOrigin } from '../../model/mod.ts';

/** The nodes and lines that say something of a unit: "Made by ssh (base/nodes/ssh.xml:12)". */
export function makersOfUnit({ services }: Pick<Profile, 'services'>, unit: string): string[] {
  const plain = (name: string): string => name.replace(/\.service$/, '');
  return services
    .filter(({ name }) => plain(name) === plain(unit))
    .flatMap(({ by }) => by.map((origin) => `Named by ${formatOrigin(origin)}`));
}

/** The nodes and lines that write a file. */
export function makersOfFile({ scripts }: Pick<Profile, 'scripts'>, path: string): string[] {
  return scripts
    .flatMap(({ parts }) => parts)
    .flatMap((part) =>
      part.kind === 'file' && part.path === path ? [`Written by ${formatOrigin(part)}`] : [],
    );
}
