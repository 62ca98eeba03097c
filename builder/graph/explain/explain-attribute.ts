import {
  type AttributeScope,
  type Graph,
  type Guard,
  isFactName,
  type ResolvedAttribute,
  type Template,
} from '../../model/mod.ts';
import type { Machine } from '../machine/machine.ts';
import { keepAllItems } from '../parse/read-items.ts';
import type { AttributeFinding, ScopeValue } from './types.ts';

const SCOPES: readonly AttributeScope[] = ['host', 'rack', 'appliance', 'os', 'global'];
/** So many uses are listed. */
const USES = 40;

/** The value of an attribute in each scope, and what it decides; undefined when nobody knows the name. */
export function explainAttribute(machine: Machine, name: string): AttributeFinding | undefined {
  const { graph, attributes } = machine;
  if (isFactName(name)) return undefined;
  const declared = graph.declarations.filter((declaration) => declaration.name === name);
  const resolved = attributes.get(name);
  const uses = listUses(graph, name);
  if (resolved === undefined && declared.length === 0 && uses.length === 0) return undefined;
  const secret = resolved?.secret ?? declared.some((declaration) => declaration.secret === true);
  return {
    name,
    value: resolved === undefined ? null : mask(resolved.value, secret),
    secret,
    scopes: listScopes(machine, resolved, secret),
    declared: declared.map(({ roll, type, help }) => ({
      roll,
      ...(type === undefined ? {} : { type }),
      ...(help === undefined ? {} : { help }),
    })),
    uses,
  };
}

function mask(value: string, secret: boolean): string {
  return secret ? '[secret]' : value;
}

function listScopes(
  machine: Machine,
  resolved: ResolvedAttribute | undefined,
  secret: boolean,
): readonly ScopeValue[] {
  const of: Readonly<Record<string, string | undefined>> = {
    host: machine.textOf('hostname'),
    rack: machine.textOf('rack'),
    appliance: machine.textOf('appliance'),
    os: machine.textOf('os'),
  };
  const sources = resolved === undefined ? [] : [resolved.winner, ...resolved.losers];
  const scopes: ScopeValue[] = SCOPES.map((scope) => {
    const source = sources.find((one) => one.scope === scope);
    return {
      scope,
      of: of[scope] ?? '',
      value: source === undefined ? null : mask(source.value, secret),
      wins: source !== undefined && source === resolved?.winner,
    };
  });
  const defaults = sources.filter(({ scope }) => scope === 'default');
  for (const source of defaults) {
    const value = mask(source.value, secret);
    const of = `${source.roll ?? ''}${source.appliance === undefined ? '' : ` for ${source.appliance}`}`;
    scopes.push({ scope: 'default', of, value, wins: source === resolved?.winner });
  }
  return scopes;
}

type Use = AttributeFinding['uses'][number];

/** Edges and orders that depend on an attribute. */
function listUses(graph: Graph, name: string): readonly Use[] {
  const uses: Use[] = [];
  const text = (end: Template): string =>
    typeof end === 'string'
      ? end
      : end.map((part) => (typeof part === 'string' ? part : `&${part.name};`)).join('');
  for (const edge of graph.edges) {
    if (!isUsed(name, edge.guards, [edge.from, edge.to])) continue;
    const { name: roll } = graph.rolls[edge.roll]!;
    uses.push({
      what: `edge from "${text(edge.from)}" to "${text(edge.to)}"`,
      roll,
      file: edge.path,
      line: edge.line,
    });
  }
  for (const order of graph.orders) {
    if (!isUsed(name, order.guards, [order.head, order.tail])) continue;
    const { name: roll } = graph.rolls[order.roll]!;
    const what = `order of "${text(order.head)}" before "${text(order.tail)}"`;
    uses.push({ what, roll, file: order.path, line: order.line });
  }
  for (const use of listNodeUses(graph, name)) uses.push(use);
  const key = ({ roll, file, line, what }: Use): string =>
    [roll, file, String(line).padStart(9, '0'), what].join('\n');
  uses.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  return uses.slice(0, USES);
}

function isUsed(name: string, guards: readonly (Guard | undefined)[], texts: readonly Template[]): boolean {
  return (
    guards.some((guard) => guard !== undefined && isInGuard(name, guard)) ||
    texts.some((template) => refersTo(template, name))
  );
}

function isInGuard(name: string, guard: Guard): boolean {
  if (guard.cond?.names.includes(name) === true) return true;
  const lists = [guard.arch, guard.os, guard.release];
  return lists.some((list) => list !== undefined && 'template' in list && refersTo(list.template, name));
}

function refersTo(template: Template, name: string): boolean {
  return (
    typeof template !== 'string' && template.some((part) => typeof part !== 'string' && part.name === name)
  );
}

/** Elements of node files whose condition, attribute or text has the name; each line once. */
function listNodeUses(graph: Graph, name: string): readonly Use[] {
  const uses = new Map<string, Use>();
  for (const node of graph.nodes.values()) {
    for (const file of node.files) {
      const roll = graph.rolls[file.roll]!.name;
      const add = (line: number): void => {
        uses.set(`${roll}/${file.path}:${line}`, {
          what: `node "${node.name}"`,
          roll,
          file: file.path,
          line,
        });
      };
      if (file.guard !== undefined && isInGuard(name, file.guard)) add(1);
      // Plain data of any depth: whatever holds a reference or a condition is found by its shape.
      const values: { readonly value: unknown; readonly line: number }[] = [
        { value: keepAllItems(file.items), line: 1 },
      ];
      for (let next = values.pop(); next !== undefined; next = values.pop()) {
        const { value, line } = next;
        if (typeof value !== 'object' || value === null) continue;
        const part = value as { name?: unknown; line?: number; kind?: string; guard?: Guard };
        if (part.kind === undefined && part.name === name && typeof part.line === 'number') add(part.line);
        if (part.guard !== undefined && isInGuard(name, part.guard)) add(part.line ?? line);
        for (const inner of Object.values(value)) {
          if (typeof inner === 'object') values.push({ value: inner, line: part.line ?? line });
        }
      }
    }
  }
  return [...uses.values()];
}
