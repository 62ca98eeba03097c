import {
  formatOrigins,
  type PageSection,
  type Problem,
  placeOfOrigin,
  type ServiceState,
  warningProblem,
} from '../../../model/mod.ts';
import {
  type ComparedThing,
  type ListSection,
  listSection,
  nameAsker,
  type PresentThing,
} from '../reports.ts';

/** "getty@ (tty1)", "sshd". */
export function nameService(name: string, instance: string | undefined): string {
  return instance === undefined ? name : `${name} (${instance})`;
}

export function checkServices(services: readonly ServiceState[]): readonly Problem[] {
  return services.flatMap(({ name, by, enabled }) => {
    const loser = by.find((wish) => wish.enabled !== enabled);
    const winner = by.findLast((wish) => wish.enabled === enabled);
    if (loser === undefined || winner === undefined) return [];
    const message =
      `Service "${name}" is ${stateOf(!enabled)} by ${nameAsker(loser)} and ${stateOf(enabled)} by ` +
      `${nameAsker(winner)}: the later one counts`;
    return [warningProblem('SERVICE_BOTH', message, placeOfOrigin(winner))];
  });
}

export function listServices(services: readonly ServiceState[]): readonly ListSection[] {
  return [
    listSection({
      title: 'Services',
      counted: 'services',
      things: services,
      describe: ({ name, instance, enabled, by }) => [
        `${stateOf(enabled)} ${nameService(name, instance)}`,
        formatOrigins(by),
      ],
    }),
  ];
}

export function compareServices(services: readonly ServiceState[]): readonly ComparedThing[] {
  return services.map(({ name, instance, enabled, by }) => {
    const title = nameService(name, instance);
    return { key: title, name: title, node: '', by: formatOrigins(by), fields: { state: stateOf(enabled) } };
  });
}

export function presentServices(services: readonly ServiceState[]): readonly PresentThing[] {
  return services.map(({ name, instance, enabled, by }) => ({
    name: nameService(name, instance),
    state: enabled ? 'present' : 'disabled',
    by: by.map((one) => ({ ...one, says: stateOf(one.enabled) })),
    against: [],
  }));
}

/** A unit may be asked for without `.service` or its instance. */
export function isServiceMeant(name: string, thing: string): boolean {
  if (name === thing) return true;
  const bare = (text: string): string => text.replace(/\.service$/, '');
  const match = /^(.*) \((.*)\)$/.exec(name);
  if (match === null) return bare(name) === bare(thing);
  return (
    bare(match[1]!) === bare(thing) || bare(thing) === `${bare(match[1]!).replace(/@$/, '')}@${match[2]}`
  );
}

export function pageServices(services: readonly ServiceState[]): PageSection {
  const items = services.map(({ name, enabled }) => ({ name, ...(enabled ? {} : { note: 'off' }) }));
  return { title: 'Services', columns: true, items };
}

function stateOf(enabled: boolean): string {
  return enabled ? 'enabled' : 'disabled';
}
