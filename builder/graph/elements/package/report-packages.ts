import {
  formatOrigins,
  type Origin,
  type PageSection,
  type Problem,
  type ProfilePackage,
  placeOfOrigin,
  warningProblem,
} from '../../../model/mod.ts';
import {
  type ComparedThing,
  type ListSection,
  listSection,
  nameAsker,
  type PresentThing,
  type Saying,
} from '../reports.ts';
import type { ProfilePackages } from './assemble-package.ts';

export function checkPackages({ enabled }: ProfilePackages): readonly Problem[] {
  return enabled
    .filter(({ against }) => against.length > 0)
    .map(({ name, by, against }) => {
      const message = `Package "${name}" is wanted by ${nameAsker(by[0]!)} but not by ${nameAsker(against[0]!)}: it is installed`;
      return warningProblem('PACKAGE_BOTH', message, placeOfOrigin(against[0]!));
    });
}

export function listPackageSections({ enabled, disabled }: ProfilePackages): readonly ListSection[] {
  const describe = ({ name, by }: ProfilePackage): readonly [string, string] => [name, formatOrigins(by)];
  return [
    listSection({ title: 'Packages', counted: 'packages', things: enabled, describe }),
    listSection({ title: 'Packages not wanted', things: disabled, describe }),
  ];
}

export function comparePackages({ enabled, disabled }: ProfilePackages): readonly ComparedThing[] {
  const describe =
    (state: string) =>
    ({ name, by }: ProfilePackage): ComparedThing => ({
      key: name,
      name,
      node: '',
      by: formatOrigins(by),
      fields: { state },
    });
  return [...enabled.map(describe('wanted')), ...disabled.map(describe('not wanted'))];
}

export function presentPackages({ enabled, disabled }: ProfilePackages): readonly PresentThing[] {
  const say = (by: readonly Origin[], says: string): readonly Saying[] => by.map((one) => ({ ...one, says }));
  return [
    ...enabled.map(({ name, by, against }) => ({
      name,
      state: 'present' as const,
      by: say(by, 'wants'),
      against: say(against, 'does not want'),
    })),
    ...disabled.map(({ name, by }) => ({
      name,
      state: 'disabled' as const,
      by: say(by, 'does not want'),
      against: [],
    })),
  ];
}

export function pagePackages({ enabled }: ProfilePackages): PageSection {
  return { title: 'Packages', columns: true, items: enabled.map(({ name }) => ({ name })) };
}
