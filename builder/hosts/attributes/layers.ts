import {
  ATTRIBUTE_SCOPES,
  type AttributeMap,
  type AttributeOrigin,
  type AttributeScope,
  type AttributeScopes,
  parseOperatingSystem,
  type ScopedAttributes,
} from '../../model/mod.ts';

/** Who a machine is, as far as its values go; what is left out, or an operating system '', has none. */
export interface MachineIdentity {
  readonly os?: string | undefined;
  readonly appliance?: string | undefined;
  readonly rack?: string | undefined;
  readonly host?: string | undefined;
}

/** What somebody says about many machines, secrets apart. */
export interface SaidAttributes {
  readonly from: AttributeOrigin;
  readonly open: Partial<ScopedAttributes>;
  readonly secret?: Partial<ScopedAttributes>;
}

/** What somebody says about one machine in one scope. */
export interface AttributeLayer {
  readonly scope: AttributeScope;
  readonly from: AttributeOrigin;
  readonly values: AttributeMap;
  readonly secret?: boolean;
}

/** The names under which each scope holds values for a machine, weakest first: a family before the exact OS. */
export function subjectsOf(machine: MachineIdentity): Readonly<Record<AttributeScope, readonly string[]>> {
  const { os, appliance, rack, host } = machine;
  const only = (name: string | undefined): readonly string[] => (name === undefined ? [] : [name]);
  return {
    global: [''],
    os: os === undefined || os === '' ? [] : [...new Set([parseOperatingSystem(os).family, os])],
    appliance: only(appliance),
    rack: only(rack),
    host: only(host),
  };
}

/** What somebody says about this machine, weakest first. */
export function pickLayers(said: SaidAttributes, machine: MachineIdentity): readonly AttributeLayer[] {
  const { from } = said;
  const subjects = subjectsOf(machine);
  const layers: AttributeLayer[] = [];
  const add = (scope: AttributeScope, part: Partial<ScopedAttributes>, subject: string, secret: boolean) => {
    const values = scope === 'global' ? part.global : part[scope]?.[subject];
    if (values !== undefined) layers.push({ scope, from, values, ...(secret ? { secret } : {}) });
  };
  for (const scope of ATTRIBUTE_SCOPES) {
    for (const subject of subjects[scope]) {
      add(scope, said.open, subject, false);
      if (said.secret !== undefined) add(scope, said.secret, subject, true);
    }
  }
  return layers;
}

/** What was picked for a machine before: a host document, an answer with secrets. */
export function layersOfScopes(
  scopes: AttributeScopes,
  from: AttributeOrigin,
  secret = false,
): readonly AttributeLayer[] {
  return ATTRIBUTE_SCOPES.flatMap((scope) => {
    const values = scopes[scope];
    return values === undefined ? [] : [{ scope, from, values, ...(secret ? { secret } : {}) }];
  });
}

/** The values of each scope; later layers win. */
export function mergeLayers(layers: readonly AttributeLayer[]): Required<AttributeScopes> {
  const merge = (scope: AttributeScope): AttributeMap =>
    Object.fromEntries(
      layers.flatMap((layer) => (layer.scope === scope ? Object.entries(layer.values) : [])),
    );
  return {
    global: merge('global'),
    os: merge('os'),
    appliance: merge('appliance'),
    rack: merge('rack'),
    host: merge('host'),
  };
}
