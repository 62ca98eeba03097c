import type {
  AttributeReference,
  BodyItem,
  ElementItem,
  EvalRequest,
  Items,
  Template,
} from '../../../model/mod.ts';
import { draftOf } from '../../assemble/assembly.ts';
import { collectText } from '../../assemble/body.ts';
import { parseFragment } from '../../assemble/fragments.ts';
import { noteText } from '../../assemble/note-text.ts';
import { visitItems } from '../../assemble/visit.ts';
import { tagSpot, takeAttributes } from '../../parse/attribute-reader.ts';
import { readQuoteMode } from '../../parse/choices.ts';
import { takesText } from '../../parse/language.ts';
import { parseEnvironment } from '../../parse/parse-environment.ts';
import { parseGuard } from '../../parse/parse-guard.ts';
import { parseBody } from '../../parse/read-elements.ts';
import { sourceText } from '../../parse/source-text.ts';
import type { NodeElement } from '../element.ts';
import { wordOf } from '../values.ts';
import { enterEval, runEval, startEvals } from './run-eval.ts';

export interface EvalItem extends ElementItem {
  readonly kind: 'eval';
  readonly shell: Template;
  readonly mode: 'quote' | 'xml';
  /** Attributes that the program finds in its environment; none when left out. */
  readonly env?: readonly AttributeReference[];
  readonly body: Items<BodyItem>;
}

/** `<eval shell="..." mode="quote|xml">`: the output of a program that the host ran beforehand. */
export const evaluation = {
  name: 'eval',
  tags: ['eval'],
  places: ['node', 'main', 'script', 'text'],
  parse: (reader, context) => {
    const spot = tagSpot(reader);
    const guard = parseGuard(reader, context);
    const { shell, mode } = takeAttributes(reader, context, ['shell', 'mode', 'env']);
    const env = parseEnvironment(reader, context);
    const how = readQuoteMode(context, spot, mode);
    const body = parseBody(reader, context, 'eval');
    const given = env === undefined ? {} : { env };
    return { kind: 'eval', ...spot, guard, shell: shell ?? 'sh', mode: how, ...given, body };
  },
  assemble: (assembly, item, position, sink) => {
    if (item.mode === 'quote' && !takesText(sink.place)) noteText(assembly, item, position);
    const output = runEval(assembly, item, position, () => collectText(assembly, item.body, position));
    if (item.mode === 'quote' || output === '') {
      sink.addText(output);
      return;
    }
    const inside = enterEval(position);
    if (inside === undefined) return;
    visitItems(assembly, parseFragment(assembly, output, position.source, sink.place), inside, sink);
  },
  inside: (item) => item.body,
  findValues: (item, look, { source }) => {
    const program = { element: 'eval', interpreter: wordOf(item.shell) || 'sh' };
    look.addText(item.shell, source, { ...program, interpreter: 'sh' });
    look.visit(item.body, { source, place: 'text', program, depth: 0 });
  },
  show: (item) => `<eval shell="${sourceText(item.shell)}"/>`,
  result: {
    key: 'evals',
    collect: (assembly): readonly EvalRequest[] => [...draftOf(assembly, startEvals).values()],
  },
} as const satisfies NodeElement<EvalItem, readonly EvalRequest[]>;
