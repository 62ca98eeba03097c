import type { BodyItem, Graph, GraphNode, Guard, Items, NodeFile, Template } from '../../model/mod.ts';
import { isText } from '../assemble/visit.ts';
import { ELEMENT_OF_KIND, type ExplainedKind } from '../elements/mod.ts';
import type { Machine } from '../machine/machine.ts';
import { keepAllItems } from '../parse/read-items.ts';

/** One element that names a package, file, unit, ..., with everything that decides whether it counts. */
export interface RawMention {
  readonly kind: ExplainedKind;
  readonly name: string;
  readonly node: string;
  readonly file: NodeFile;
  readonly line: number;
  readonly says: string;
  /** Of the element and of what encloses it, outermost first. */
  readonly guards: readonly Guard[];
}

interface Level {
  readonly items: Items<BodyItem>;
  readonly guards: readonly Guard[];
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
function expandOn(machine: Machine): (template: Template, file: NodeFile) => string {
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
  const levels: Level[] = [{ items: keepAllItems(file.items), guards }];
  for (let level = levels.pop(); level !== undefined; level = levels.pop()) {
    for (const item of level.items) {
      if (isText(item)) continue;
      const element = ELEMENT_OF_KIND.get(item.kind)!;
      const inside = item.guard === undefined ? level.guards : [...level.guards, item.guard];
      const kind = element.name as ExplainedKind;
      element.mention?.(item, expand, (name, says, line = item.line) => {
        if (name !== '') found.push({ kind, name, node, file, line, says, guards: inside });
      });
      const items = element.inside?.(item);
      if (items !== undefined) levels.push({ items, guards: inside });
    }
  }
  return found.sort((a, b) => a.line - b.line);
}
