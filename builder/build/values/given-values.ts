import { siteAttributes } from '../../model/files/mod.ts';
import type { AttributeMap, AttributeScope, Place, ScopedAttributes } from '../../model/mod.ts';
import type { Site } from '../recipe/read-site.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** A value that somebody gave to an attribute, and where. */
export interface GivenValue {
  readonly name: string;
  readonly value: string;
  readonly place: Place;
  /** Left out: global. */
  readonly scope?: AttributeScope;
  /** The name is not the writer's: it follows from a key of a site, which has a check of its own. */
  readonly ofKey?: boolean;
  /** The machines that it is for, where they are not all or one. */
  readonly subject?: { readonly scope: 'os' | 'appliance'; readonly name: string; readonly place: Place };
}

export function valuesOfRecipe({ attributes, placeOf }: Recipe): GivenValue[] {
  return listScopes(attributes, (scope, ...path) =>
    // Without a word about scopes the names stand one level higher; what is not there has the place of what is around
    laterOf(placeOf('attributes', scope, ...path), placeOf('attributes', ...path)),
  );
}

function laterOf(a: Place, b: Place): Place {
  const [lineA = 0, lineB = 0] = [a.line, b.line];
  return lineA > lineB || (lineA === lineB && (a.column ?? 0) > (b.column ?? 0)) ? a : b;
}

/** The values of a site: those of its keys, then those that it calls attributes and secrets. */
export function valuesOfSite(site: Site): GivenValue[] {
  const { placeOf, attributes, secrets, ...keys } = site;
  const { open, secret } = siteAttributes(keys);
  const ofKeys = [open, secret].flatMap(({ global }) =>
    listValues(global, (name) => placeOf(...keyOf(name))),
  );
  return [
    ...ofKeys.map((given) => ({ ...given, ofKey: true })),
    ...Object.entries(site.hosts ?? {}).map(([host, { appliance }]) => {
      const place = placeOf('hosts', host, 'appliance');
      const subject = { scope: 'appliance', name: appliance, place } as const;
      return { name: 'appliance', value: appliance, place, ofKey: true, subject };
    }),
    ...listScopes(attributes, (...path) => placeOf('attributes', ...path)),
    ...listScopes(secrets, (...path) => placeOf('secrets', ...path)),
  ];
}

/** The key of a site that an attribute comes from. */
function keyOf(name: string): readonly string[] {
  const network = /^(private|public)_/.exec(name)?.[1];
  if (network !== undefined) return ['frontend', network];
  return [KEYS[name] ?? name];
}

const KEYS: Readonly<Record<string, string>> = {
  cluster_name: 'cluster',
  frontend_hostname: 'frontend',
  root_password_hash: 'rootPassword',
  ssh_authorized_keys: 'sshKeys',
  time_servers: 'timeServers',
};

function listScopes(
  scopes: Partial<ScopedAttributes> | undefined,
  placeOf: (scope: string, ...path: readonly string[]) => Place,
): GivenValue[] {
  if (scopes === undefined) return [];
  const { global = {}, ...named } = scopes;
  return [
    ...listValues(global, (name) => placeOf('global', name)),
    ...Object.entries(named).flatMap(([scope, subjects]) =>
      Object.entries(subjects).flatMap(([subject, map]) =>
        listValues(map, (name) => placeOf(scope, subject, name)).map((given) => ({
          ...given,
          scope: scope as AttributeScope,
          ...(scope === 'os' || scope === 'appliance'
            ? { subject: { scope, name: subject, place: placeOf(scope, subject) } as const }
            : {}),
        })),
      ),
    ),
  ];
}

function listValues(map: AttributeMap, placeOf: (name: string) => Place): GivenValue[] {
  return Object.entries(map).map(([name, value]) => ({ name, value, place: placeOf(name) }));
}
