import type { BodyItem, ContentItem, Graph, GraphNode, NodeContents, ScriptItem } from '../../model/mod.ts';
import { collectMentions } from '../explain/mentions.ts';
import { keepAllItems } from '../parse/read-items.ts';
import { sourceConditions, sourceText } from './source-text.ts';

/** Longer scripts lose their end: a picture is not an editor. */
const TEXT_CHARS = 6000;

/** What the files of a node say, in their order, for somebody who looks at the picture. */
export function collectContents(graph: Graph, node: GraphNode): NodeContents {
  const pathOf = ({ roll, path }: { readonly roll: number; readonly path: string }): string =>
    `${graph.rolls[roll]!.name}/${path}`;
  const items = collectMentions(node, sourceText).map(
    ({ kind, name, says, file, line, guards }): ContentItem => ({
      kind,
      name,
      note: ['wants', 'sets', 'create', 'enabled'].includes(says) ? '' : says,
      conditions: sourceConditions(guards),
      place: `${pathOf(file)}:${line}`,
    }),
  );
  const scripts = node.files.flatMap((file) =>
    keepAllItems(file.items).flatMap((item): ContentItem[] => {
      if (item.kind !== 'script') return [];
      const text = scriptText(item);
      return text.trim() === ''
        ? []
        : [
            {
              kind: 'script',
              name: item.element,
              note: [item.when, item.interpreter, item.arg, nameEnvironment(item)]
                .map((part) => (part === undefined ? '' : sourceText(part).trim()))
                .filter((part) => part !== '')
                .join(', '),
              conditions: sourceConditions([file.guard, item.guard]),
              place: `${pathOf(file)}:${item.line}`,
              text: text.length > TEXT_CHARS ? `${text.slice(0, TEXT_CHARS)}\n...` : text,
            },
          ];
    }),
  );
  return { files: node.files.map(pathOf), items: [...items, ...scripts] };
}

function nameEnvironment({ env }: ScriptItem): string | undefined {
  return env === undefined ? undefined : `knows ${env.map(({ name }) => name).join(' ')}`;
}

/** The text of a script; what is not text stands as its tag. */
function scriptText({ body }: ScriptItem): string {
  return Array.from(body, itemText)
    .join('')
    .replace(/^\n+|\s+$/g, '');
}

function itemText(item: BodyItem): string {
  if (item.kind === 'text') return sourceText(item.text);
  if (item.kind === 'file') {
    const inside = Array.from(item.body, (part) =>
      part.kind === 'text' ? sourceText(part.text) : `<${part.kind}/>`,
    );
    return `<file name="${sourceText(item.name)}">${inside.join('')}</file>`;
  }
  if (item.kind === 'include') return `<include file="${sourceText(item.file)}"/>`;
  if (item.kind === 'var') return `<var name="${sourceText(item.name)}"/>`;
  if (item.kind === 'service') return `<service name="${sourceText(item.name)}"/>`;
  return `<eval shell="${sourceText(item.shell)}"/>`;
}
