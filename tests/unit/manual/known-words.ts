import type { ElementPlace } from '../../../builder/graph/parse/language.ts';
import { ask, type ShortRoll } from '../graph/ask.ts';

/** What the engine says that it knows when it meets an attribute that nobody knows. */
export function knownAttributes(tag: string, place: ElementPlace | 'graph'): readonly string[] {
  return knownIn(tag, `${tag} unheard=""`, place, 'ATTRIBUTE_UNKNOWN');
}

/** The same of the words that an attribute may have. */
export function knownWords(tag: string, attribute: string, place: ElementPlace): readonly string[] {
  return knownIn(tag, `${tag} ${OTHERS[tag] ?? ''} ${attribute}="unheard"`, place, 'ATTRIBUTE_VALUE');
}

/** What else an element needs to be looked at. */
const OTHERS: Readonly<Record<string, string>> = { file: 'name="/f"', include: 'file="f"' };

function knownIn(tag: string, open: string, place: ElementPlace | 'graph', code: string): readonly string[] {
  const element = `<${open}>x</${tag}>`;
  const { problems } = ask(placeElement(element, place));
  const hints = problems.filter((problem) => problem.code === code).map(({ hint }) => hint ?? '');
  const words = hints.flatMap((hint) => /^Known (?:are|is): (.*)$/.exec(hint)?.[1]?.split(', ') ?? []);
  return [...new Set(words)].filter((word) => !['arch', 'os', 'release', 'cond'].includes(word));
}

function placeElement(element: string, place: ElementPlace | 'graph'): ShortRoll {
  const start = '<edge from="top" to="x"/>';
  if (place === 'graph') return { nodes: { top: '', x: '' }, graph: `${start}${element}` };
  const around = { main: 'main', script: 'post', text: 'post', eval: 'post', node: '', nothing: '' }[place];
  const body = around === '' ? element : `<${around}>${element}</${around}>`;
  return { nodes: { top: body, x: '' }, graph: start };
}
