import type {
  BodyItem,
  ContentItem,
  Graph,
  GraphNode,
  Items,
  NodeContents,
  NodeFile,
} from '../../model/mod.ts';
import { isText } from '../assemble/visit.ts';
import { ELEMENT_OF_KIND, EXPLAINABLE_ELEMENTS } from '../elements/mod.ts';
import { collectMentions } from '../explain/mentions.ts';
import { keepAllItems } from '../parse/read-items.ts';
import { sourceConditions, sourceText } from '../parse/source-text.ts';

/** Longer scripts lose their end: a picture is not an editor. */
const TEXT_CHARS = 6000;

/** What needs no word, by kind: that a package is wanted, that a unit is enabled, ... */
const USUAL: ReadonlyMap<string, string> = new Map(
  EXPLAINABLE_ELEMENTS.map(({ name, result }) => [name, result.report.explain.usual]),
);

/** What the files of a node say, in their order, for somebody who looks at the picture. */
export function collectContents(graph: Graph, node: GraphNode): NodeContents {
  const pathOf = ({ roll, path }: { readonly roll: number; readonly path: string }): string =>
    `${graph.rolls[roll]!.name}/${path}`;
  const items = collectMentions(node, sourceText).map(
    ({ kind, name, says, file, line, guards }): ContentItem => ({
      kind,
      name,
      note: says === USUAL.get(kind) ? '' : says,
      conditions: sourceConditions(guards),
      place: `${pathOf(file)}:${line}`,
    }),
  );
  const drawn = node.files.flatMap((file) => drawItems(file, pathOf(file)));
  return { files: node.files.map(pathOf), items: [...items, ...drawn] };
}

/** Scripts, with their text. */
function drawItems(file: NodeFile, path: string): readonly ContentItem[] {
  return keepAllItems(file.items).flatMap((item): ContentItem[] => {
    const element = ELEMENT_OF_KIND.get(item.kind)!;
    const drawn = element.draw?.(item);
    const text = drawn === undefined ? '' : showBody(element.inside?.(item) ?? []);
    if (drawn === undefined || text.trim() === '') return [];
    return [
      {
        kind: element.name,
        ...drawn,
        conditions: sourceConditions([file.guard, item.guard]),
        place: `${path}:${item.line}`,
        text: text.length > TEXT_CHARS ? `${text.slice(0, TEXT_CHARS)}\n...` : text,
      },
    ];
  });
}

/** The text of a script; what is not text stands as its tag. */
function showBody(body: Items<BodyItem>): string {
  return Array.from(body, (item) =>
    isText(item)
      ? sourceText(item.text)
      : (ELEMENT_OF_KIND.get(item.kind)!.show?.(item) ?? `<${item.kind}/>`),
  )
    .join('')
    .replace(/^\n+|\s+$/g, '');
}
