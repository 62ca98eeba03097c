/** What names of facts about other hosts begin with: no attribute is called so. */
export const FACT_PREFIX = 'hosts.';

/** `hosts.count`, `hosts.first.database`: what a condition or a reference may ask of all hosts, or of those of an appliance. */
export const FACT_KINDS = ['addresses', 'count', 'first', 'names'] as const;
export type FactKind = (typeof FACT_KINDS)[number];

export interface FactName {
  readonly kind: FactKind;
  readonly appliance?: string;
}

/** True for a name that belongs to the facts about other hosts, whether there is such a fact or not. */
export function isFactName(name: string): boolean {
  return name.startsWith(FACT_PREFIX);
}

/** Undefined: there is no such fact. */
export function parseFactName(name: string): FactName | undefined {
  if (!isFactName(name)) return undefined;
  const [word = '', ...rest] = name.slice(FACT_PREFIX.length).split('.');
  const kind = FACT_KINDS.find((known) => known === word);
  if (kind === undefined || rest.length > 1 || rest[0] === '') return undefined;
  return rest[0] === undefined ? { kind } : { kind, appliance: rest[0] };
}
