import type { Profile } from '../../graph/mod.ts';
import type { Origin } from '../../model/mod.ts';
import { parseOptions } from '../../render/options/parse-options.ts';
import { renderSettings } from '../../render/settings/render-settings.ts';

/** A systemd unit whose state a node sets, or that a script waits for or reloads. */
export interface NamedUnit {
  /** With its type: `nginx.service`, `getty@tty1.service`. */
  readonly name: string;
  readonly origin: Origin;
  /** Left out where its state is set. */
  readonly isAwaited?: true;
}

const TYPE = /\.(?:automount|mount|path|scope|service|slice|socket|swap|target|timer)$/;
/** Where systemd looks for units. */
const FOLDER = /^\/?(?:usr\/(?:local\/)?lib|lib|etc|run)\/systemd\/system\/([^/]+)$/;
const INIT_SCRIPT = /^\/?etc\/init\.d\/([^/]+)$/;

/** Units that a profile enables, disables, waits for or reloads, each once; the last node that names one counts. */
export function listNamedUnits({
  services,
  directives,
  scripts,
  timers = [],
  certificates = [],
  trusts = [],
}: Profile): readonly NamedUnit[] {
  const units = new Map<string, Origin>();
  const add = (name: string, origin: Origin | undefined): void => {
    if (name !== '' && origin !== undefined) units.set(TYPE.test(name) ? name : `${name}.service`, origin);
  };
  for (const directive of directives.filter(({ name }) => name === 'services')) {
    const { options } = parseOptions(directive.text) ?? { options: new Map<string, string>() };
    for (const list of [options.get('enabled'), options.get('disabled')])
      for (const name of (list ?? '').split(',')) add(name.trim(), directive);
  }
  // A timer that runs nothing by itself starts the service of its name
  for (const { name, run, by } of timers) if (run === undefined) add(`${name}.service`, by[0]);
  for (const { name, instance, by } of services)
    add(instance === undefined ? name : `${name}@${instance}`, by.at(-1));
  const set = [...units].map(([name, origin]): NamedUnit => ({ name, origin }));
  const awaited = scripts.flatMap((script) =>
    [...(script.after ?? []), ...(script.units ?? [])].map((name) => [name, script] as const),
  );
  const takers = [...certificates, ...trusts].flatMap(({ restart, by }) =>
    restart.map((name) => [name, by[0]!] as const),
  );
  const others = new Map<string, Origin>([...awaited, ...takers].filter(([name]) => !units.has(name)));
  return [...set, ...[...others].map(([name, origin]): NamedUnit => ({ name, origin, isAwaited: true }))];
}

/** Names of files that make a unit: its own, and that of its template. */
export function filesOfUnit(name: string): readonly string[] {
  const template = name.replace(/@[^@]+(?=\.[a-z]+$)/, '@');
  return template === name ? [name] : [name, template];
}

/** The unit that a file is, by its place: `ssh.service` for a unit, and for a script of `/etc/init.d`. */
export function unitOfPath(path: string): string | undefined {
  const unit = FOLDER.exec(path)?.[1];
  if (unit !== undefined) return TYPE.test(unit) ? unit : undefined;
  const script = INIT_SCRIPT.exec(path)?.[1];
  return script === undefined ? undefined : `${script}.service`;
}

/**
 * Whether the graph itself brings a unit: as a file, or by a script that names it. A script of the node itself that works
 * in a folder of units may make up their names.
 */
export function isWritten(profile: Profile, { name, origin }: NamedUnit): boolean {
  const { files, scripts } = profile;
  const names = filesOfUnit(name);
  if ([...files, ...renderSettings(profile)].some(({ path }) => names.includes(unitOfPath(path) ?? '')))
    return true;
  return scripts.some(({ node, parts }) => {
    const speaks = node === origin.node ? [...names, 'systemd/system'] : names;
    return parts.some(({ kind, text }) => kind === 'text' && speaks.some((word) => text.includes(word)));
  });
}
