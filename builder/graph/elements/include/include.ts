import type { ElementItem, Template } from '../../../model/mod.ts';
import { parseFragment } from '../../assemble/fragments.ts';
import { noteText } from '../../assemble/note-text.ts';
import { visitItems } from '../../assemble/visit.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { isEmpty, readQuoteMode } from '../../parse/choices.ts';
import { addSlip } from '../../parse/file-context.ts';
import { takesText } from '../../parse/language.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseNothing } from '../../parse/read-elements.ts';
import { sourceText } from '../../parse/source-text.ts';
import type { NodeElement } from '../element.ts';
import { DEPTH_LIMIT, enterInclude, findInclude, readInclude } from './find-include.ts';

export interface IncludeItem extends ElementItem {
  readonly kind: 'include';
  readonly file: Template;
  readonly mode: 'quote' | 'xml';
  /** `sinclude`: absence is fine. */
  readonly optional: boolean;
}

/** `<include file="..." mode="quote|xml"/>`: text from the roll's `include/`. */
export const include = {
  name: 'include',
  tags: ['include', 'sinclude'],
  places: ['node', 'main', 'script', 'text'],
  parse: (reader, context) => {
    const spot = tagSpot(reader);
    const optional = reader.name === 'sinclude';
    const guard = parseGuard(reader, context);
    const { file, mode } = takeAttributes(reader, context, ['file', 'mode']);
    const how = readQuoteMode(context, spot, mode);
    parseNothing(reader, context);
    if (file === undefined || isEmpty(file)) {
      addSlip(context, 'ATTRIBUTE_MISSING', 'Element "include" names no file', spot);
      return undefined;
    }
    return { kind: 'include', ...spot, guard, file, mode: how, optional };
  },
  /** Includes nest at most a few levels (see `enterInclude`), so this recursion is bounded. */
  assemble: (assembly, item, position, sink) => {
    if (item.mode === 'quote' && !takesText(sink.place)) {
      noteText(assembly, item, position);
      return;
    }
    const found = findInclude(assembly, item, position);
    if (found === undefined) return;
    if (item.mode === 'quote') {
      sink.addText(found.text);
      return;
    }
    const inside = enterInclude(assembly, item, position, found.source);
    if (inside === undefined) return;
    visitItems(assembly, parseFragment(assembly, found.text, found.source, sink.place), inside, sink);
  },
  findValues: (item, look, standing) => {
    if (item.mode === 'quote' || typeof item.file !== 'string' || standing.depth >= DEPTH_LIMIT) return;
    const found = readInclude(look.graph, look.language, standing.source.roll, item.file, standing.place);
    if (found === undefined) return;
    look.visit(found.items, { ...standing, source: found.source, depth: standing.depth + 1 });
  },
  show: (item) => `<include file="${sourceText(item.file)}"/>`,
} as const satisfies NodeElement<IncludeItem>;
