import type { AttributeMap } from '../../model/mod.ts';
import type { StoredAttribute } from '../types.ts';
import type { SaidAttributes } from './layers.ts';

/** What is set on the frontend, by scope and name of machines. */
export function groupStoredAttributes(attributes: readonly StoredAttribute[]): Required<SaidAttributes> {
  const open = emptyScopes();
  const hidden = emptyScopes();
  for (const { scope, subject, name, value, secret } of attributes) {
    const scopes = secret ? hidden : open;
    const values = scopes[scope].get(subject) ?? new Map<string, string>();
    scopes[scope].set(subject, values.set(name, value));
  }
  return { from: 'state', open: scopedOf(open), secret: scopedOf(hidden) };
}

// Maps: an attribute may be called "constructor".
type Values = ReadonlyMap<string, ReadonlyMap<string, string>>;
type Scopes = ReturnType<typeof emptyScopes>;

function emptyScopes() {
  const empty = () => new Map<string, Map<string, string>>();
  return { global: empty(), os: empty(), appliance: empty(), rack: empty(), host: empty() };
}

function scopedOf(scopes: Scopes): Required<SaidAttributes>['secret'] {
  const maps = (values: Values): Record<string, AttributeMap> =>
    Object.fromEntries([...values].map(([subject, map]) => [subject, Object.fromEntries(map)]));
  const { '': global = {} } = maps(scopes.global);
  return {
    global,
    os: maps(scopes.os),
    appliance: maps(scopes.appliance),
    rack: maps(scopes.rack),
    host: maps(scopes.host),
  };
}
