import type {
  BodyItem,
  Graph,
  GraphNode,
  Guard,
  Items,
  NodeFile,
  NodeItem,
  Template,
} from '../../model/mod.ts';
import { isTrue, parseValue } from '../condition/values.ts';
import type { Machine } from '../machine/machine.ts';
import { forEachPackageLine } from '../parse/parse-items.ts';
import { keepAllItems } from '../parse/read-items.ts';

/** One element that names a package, file, unit or directive, with everything that decides whether it counts. */
export interface RawMention {
  readonly kind: 'package' | 'file' | 'service' | 'directive';
  readonly name: string;
  readonly node: string;
  readonly file: NodeFile;
  readonly line: number;
  readonly says: string;
  /** Of the element and of what encloses it, outermost first. */
  readonly guards: readonly Guard[];
}

type Item = NodeItem | BodyItem;

interface Level {
  readonly items: Items<Item>;
  readonly guards: readonly Guard[];
  /** Below a `<main>` or in the running text of a script. */
  readonly takesFiles: boolean;
}

/**
 * Every element of a node's files that names something, whether its conditions hold or not. What programs and
 * included files would add is not in it.
 *
 * @param expand gives a name or a text as it is on the machine that is asked about
 */
export function collectMentions(
  node: GraphNode,
  expand: (template: Template, file: NodeFile) => string,
): readonly RawMention[] {
  return node.files.flatMap((file) => collectOfFile(node.name, file, (template) => expand(template, file)));
}

/** The names as one machine has them; what is not defined is empty. */
export function expandOn(machine: Machine): (template: Template, file: NodeFile) => string {
  return (template, file) => machine.expandText(template, file);
}

/** Every node of a graph, in name order. */
export function collectAllMentions(machine: Machine, graph: Graph): readonly RawMention[] {
  const expand = expandOn(machine);
  return [...graph.nodes.values()].flatMap((node) => collectMentions(node, expand));
}

function collectOfFile(
  node: string,
  file: NodeFile,
  expand: (template: Template) => string,
): readonly RawMention[] {
  const found: RawMention[] = [];
  const guards = file.guard === undefined ? [] : [file.guard];
  const levels: Level[] = [{ items: keepAllItems(file.items), guards, takesFiles: false }];
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    for (const item of level.items) {
      if (item.kind === 'text') continue;
      const inside = item.guard === undefined ? level.guards : [...level.guards, item.guard];
      const add = (kind: RawMention['kind'], name: string, says: string, line = item.line): void => {
        if (name !== '') found.push({ kind, name, node, file, line, says, guards: inside });
      };
      mention(item, level.takesFiles, expand, add);
      for (const items of nested(item)) {
        levels.push({ items, guards: inside, takesFiles: level.takesFiles || item.kind === 'script' });
      }
    }
  }
  return found.sort((a, b) => a.line - b.line);
}

function nested(item: Exclude<Item, { kind: 'text' }>): readonly Items<Item>[] {
  if (item.kind === 'main') return [item.items];
  if (item.kind === 'script' || item.kind === 'file' || item.kind === 'eval' || item.kind === 'directive') {
    return [item.body];
  }
  return [];
}

function mention(
  item: Exclude<Item, { kind: 'text' }>,
  takesFiles: boolean,
  expand: (template: Template) => string,
  add: (kind: RawMention['kind'], name: string, says: string, line?: number) => void,
): void {
  if (item.kind === 'directive') add('directive', item.name, 'sets');
  else if (item.kind === 'file' && takesFiles) {
    add('file', expand(item.name).trim(), expand(item.mode).trim() || 'create');
  } else if (item.kind === 'service') {
    const given = expand(item.enabled).trim();
    const instance = item.instance === undefined ? '' : expand(item.instance).trim();
    const name = expand(item.name).trim();
    const says = given === '' || isTrue(parseValue(given)) ? 'enabled' : 'disabled';
    add('service', instance === '' ? name : `${name} (${instance})`, says);
  } else if (item.kind === 'package') {
    const disable = item.disable === undefined ? undefined : expand(item.disable).trim();
    const isWanted = disable !== undefined && disable !== '' && !isTrue(parseValue(disable));
    const says = disable === undefined || isWanted ? 'wants' : 'does not want';
    const isMeta = expand(item.type).trim() === 'meta';
    const addLine = (names: readonly string[], line: number): void => {
      for (const name of names)
        add('package', isMeta && !name.startsWith('@') ? `@${name}` : name, says, line);
    };
    if (item.lines !== undefined) for (const { names, line } of item.lines) addLine(names, line);
    else {
      const texts = Array.from(item.body, (part) => (part.kind === 'text' ? expand(part.text) : ''));
      forEachPackageLine(texts.join(''), item.line, addLine);
    }
  }
}
