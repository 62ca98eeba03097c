import { USER } from '../values/accounts.ts';
import { KERNEL_OPTIONS } from '../values/kernel-options.ts';
import { SSH_KEYS } from '../values/ssh-keys.ts';
import { formOf, type ValueType } from '../values/value-type.ts';
import { DHCP_OPTIONS, HOST_NAMES } from './host-words.ts';
import { LINKS, NETWORKS } from './link-lists.ts';
import { NETWORK_TYPES } from './network-types.ts';
import { PLAIN_TYPES } from './plain-types.ts';

/** Every type that an attribute may be declared with. What an operating system has names of is in its roll besides. */
export const VALUE_TYPES = {
  ...PLAIN_TYPES,
  ...NETWORK_TYPES,
  'ssh-keys': SSH_KEYS,
  user: USER,
  'kernel-options': KERNEL_OPTIONS,
  links: LINKS,
  networks: NETWORKS,
  'dhcp-options': DHCP_OPTIONS,
  hostnames: HOST_NAMES,
  path: formOf(
    'path',
    /^(?:\/[A-Za-z0-9._@+:,=%-]+)+$|^\/$/,
    'Write it from the root, like /srv/data, without blanks',
  ),
  timezone: formOf(
    'time zone',
    /^[A-Za-z0-9_+-]+(?:\/[A-Za-z0-9_+-]+){0,2}$/,
    'Write it like Europe/Berlin or UTC',
  ),
  locale: formOf(
    'locale',
    /^(?:C|[a-z]{2,3}(?:_[A-Z]{2})?)(?:\.UTF-8)?(?:@[a-z]+)?$/,
    'Write it like en_US.UTF-8',
  ),
  keyboard: formOf('keyboard', /^[a-z]{2,10}(?:\([A-Za-z0-9_-]+\))?$/, 'Write it like us or de(nodeadkeys)'),
} as const satisfies Record<string, ValueType>;

export type ValueTypeName = keyof typeof VALUE_TYPES;

export const VALUE_TYPE_NAMES = Object.keys(VALUE_TYPES) as readonly ValueTypeName[];

/** The type of a name; one that is not known is any text. */
export function valueTypeOf(name: string): ValueType {
  return Object.hasOwn(VALUE_TYPES, name) ? VALUE_TYPES[name as ValueTypeName] : VALUE_TYPES.text;
}
