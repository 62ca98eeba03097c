import {
  ATTRIBUTE_SCOPES,
  type AttributeScope,
  type GraphBundle,
  parseOperatingSystem,
} from '../model/mod.ts';
import type { Host, StoredAttribute } from './types.ts';

/** One value of a name, and who says it. */
export interface ValueSource {
  readonly scope: AttributeScope | 'default';
  /** `state`: set on this frontend; else the recipe's and site's graph, or a roll's default. */
  readonly from: string;
  readonly value: string;
}

/** One name as a host sees it. */
export interface ExplainedValue {
  readonly name: string;
  readonly secret: boolean;
  /** The strongest first: the first one wins. */
  readonly sources: readonly ValueSource[];
}

/**
 * Every value that a host could have for every name, strongest first. What is set on the frontend beats what
 * recipe and site say in the same scope.
 */
export function explainValues(
  host: Host,
  attributes: readonly StoredAttribute[],
  graph: GraphBundle | undefined,
): readonly ExplainedValue[] {
  const found = new Map<string, { secret: boolean; readonly sources: ValueSource[] }>();
  const add = (name: string, source: ValueSource, secret = false): void => {
    const known = found.get(name) ?? { secret: false, sources: [] };
    known.secret ||= secret;
    known.sources.push(source);
    found.set(name, known);
  };
  const subjects = subjectsOf(host, graph?.os ?? 'debian-13');
  for (const scope of [...ATTRIBUTE_SCOPES].reverse()) {
    for (const subject of subjects[scope]) {
      for (const one of attributes) {
        if (one.scope !== scope || one.subject !== subject) continue;
        add(one.name, { scope, from: 'state', value: one.value }, one.secret);
      }
      for (const [name, value] of Object.entries(graphValues(graph, scope, subject))) {
        add(name, { scope, from: 'graph', value });
      }
    }
  }
  for (const roll of [...(graph?.rolls ?? [])].reverse()) {
    for (const [name, declared] of Object.entries(roll.attributes ?? {})) {
      if (declared.default !== undefined) {
        add(name, { scope: 'default', from: `roll ${roll.name}`, value: declared.default });
      }
      const known = found.get(name);
      if (known !== undefined && declared.secret === true) known.secret = true;
    }
  }
  return [...found]
    .map(([name, { secret, sources }]) => ({ name, secret, sources }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names under which a scope holds values for this host, strongest first. */
function subjectsOf(host: Host, os: string): Readonly<Record<AttributeScope, readonly string[]>> {
  return {
    global: [''],
    os: [os, parseOperatingSystem(os).family],
    appliance: [host.appliance],
    rack: [String(host.rack)],
    host: [host.name],
  };
}

function graphValues(
  graph: GraphBundle | undefined,
  scope: AttributeScope,
  subject: string,
): Readonly<Record<string, string>> {
  if (scope === 'host') return {};
  if (scope === 'global') return graph?.attributes?.global ?? {};
  return graph?.attributes?.[scope]?.[subject] ?? {};
}
