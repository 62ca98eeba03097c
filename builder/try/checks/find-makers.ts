import type { Profile } from '../../graph/mod.ts';
import { formatOrigin, type TrialResult } from '../../model/mod.ts';

type Settings = TrialResult['settings'];

/** The nodes and lines that say something of a unit: "Named by ssh (base/nodes/ssh.xml:12)". */
export function makersOfUnit(
  { services }: Pick<Profile, 'services'>,
  unit: string,
  settings?: Settings,
): string[] {
  const plain = (name: string): string => name.replace(/\.service$/, '');
  const named = services
    .filter(({ name }) => plain(name) === plain(unit))
    .flatMap(({ by }) => by.map((origin) => `Named by ${formatOrigin(origin)}`));
  const file = unit.includes('.') ? unit : `${unit}.service`;
  return [...named, ...sayersOf(settings, (path) => path === `/etc/systemd/system/${file}`)];
}

/** The nodes and lines that write a file, or say what is in it. */
export function makersOfFile(
  { scripts }: Pick<Profile, 'scripts'>,
  path: string,
  settings?: Settings,
): string[] {
  const written = scripts
    .flatMap(({ parts }) => parts)
    .flatMap((part) =>
      part.kind === 'file' && part.path === path ? [`Written by ${formatOrigin(part)}`] : [],
    );
  return [...written, ...sayersOf(settings, (other) => other === path)];
}

function sayersOf(settings: Settings = [], isMeant: (path: string) => boolean): string[] {
  const by = settings.filter(({ path }) => isMeant(path)).flatMap((file) => file.by);
  return [...new Set(by.map(formatOrigin))].map((origin) => `Said by ${origin}`);
}
