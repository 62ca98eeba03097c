import type {
  AttributeReference,
  BodyItem,
  EvalItem,
  Graph,
  IncludeItem,
  Items,
  MainPart,
  NodeItem,
  Spot,
  Template,
  VariableItem,
} from '../../model/mod.ts';
import { type Fragments, parseInclude } from '../assemble/includes.ts';
import type { FileSource } from '../machine/machine.ts';

/** A value that becomes part of a program's text. */
export interface ScriptValue extends FileSource, Spot, Program {
  readonly name: string;
  /** Of an attribute, or of a `<var>` that prints. */
  readonly kind: 'attribute' | 'variable';
}

/** The program that reads a text, as far as the file says it, and the element that it is written in. */
interface Program {
  readonly element: string;
  readonly interpreter: string;
}

/** Where the finder stands. */
interface Standing<Place extends keyof Fragments> {
  readonly source: FileSource;
  readonly place: Place;
  /** That reads the text here; none in the text of a literal file, or outside of scripts. */
  readonly program?: Program | undefined;
  /** Of the script around a file, which runs the shell pieces of it. */
  readonly around?: string;
  /** In how many includes. */
  readonly depth: number;
}

/** So many say enough about a roll: hostile input must not fill the memory with them. */
const VALUE_LIMIT = 1000;

/** Includes within includes are followed as far as anywhere. */
const DEPTH_LIMIT = 16;

/** Finds every value that becomes program text, in one node file after the other. */
export class ScriptValueFinder {
  readonly found: ScriptValue[] = [];
  /** Variables that hold nothing but what the files say, and those that may hold a value. */
  readonly constants = new Set<string>();
  readonly tainted = new Set<string>();
  readonly #counts = new Map<number, number>();
  readonly #graph: Graph;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /** Looks at all that one node file says. */
  visitFile(items: Items<NodeItem>, source: FileSource): void {
    this.#visitItems(items, { source, place: 'root', depth: 0 });
  }

  #visitItems(items: Items<NodeItem | MainPart>, standing: Standing<'root' | 'main'>): void {
    const { source, depth } = standing;
    for (const item of items) {
      if (item.kind === 'script') {
        const interpreter = wordOf(item.interpreter) || 'bash';
        const program = { element: item.element, interpreter };
        this.#addTemplate(item.interpreter, source, program);
        const inside = { source, place: 'script', program, around: item.element, depth } as const;
        this.#visitBody(item.body, inside);
      } else if (item.kind === 'main') this.#visitItems(item.items, { ...standing, place: 'main' });
      else if (item.kind === 'directive' || item.kind === 'package') {
        this.#visitBody(item.body, { source, place: 'text', depth });
      } else if (item.kind === 'eval') this.#visitEval(item, source);
      else if (item.kind === 'var') this.#visitVariable(item, source, undefined);
      else if (item.kind === 'include') {
        const found = this.#readInclude(item, standing);
        if (found !== undefined) this.#visitItems(found.items, found.standing);
      }
    }
  }

  #visitBody(body: Items<BodyItem>, standing: Standing<'script' | 'text'>): void {
    const { source, program, around = 'post' } = standing;
    for (const item of body) {
      if (item.kind === 'text') this.#addTemplate(item.text, source, program);
      else if (item.kind === 'var') this.#visitVariable(item, source, program);
      else if (item.kind === 'eval') this.#visitEval(item, source);
      else if (item.kind === 'file') {
        const shell = { element: around, interpreter: 'sh' };
        const isShell = wordOf(item.mode) === 'pipe' || wordOf(item.vars) === 'expanded';
        this.#addTemplate(item.expr, source, shell);
        this.#visitBody(item.body, { ...standing, place: 'text', program: isShell ? shell : undefined });
      } else if (item.kind === 'include') {
        const found = this.#readInclude(item, standing);
        if (found !== undefined) this.#visitBody(found.items, found.standing);
      }
    }
  }

  #visitEval(item: EvalItem, source: FileSource): void {
    const program = { element: 'eval', interpreter: wordOf(item.shell) || 'sh' };
    this.#addTemplate(item.shell, source, { ...program, interpreter: 'sh' });
    this.#visitBody(item.body, { source, place: 'text', program, depth: 0 });
  }

  #visitVariable(item: VariableItem, source: FileSource, program: Program | undefined): void {
    const name = wordOf(item.name);
    if (typeof item.value === 'string') this.constants.add(name);
    else if (item.value !== undefined || item.ref !== undefined) this.tainted.add(name);
    else if (program !== undefined) this.#add('variable', { ...item, name }, source, program);
  }

  #readInclude<Place extends keyof Fragments>(
    item: IncludeItem,
    standing: Standing<Place>,
  ): { readonly items: Fragments[Place]; readonly standing: Standing<Place> } | undefined {
    const { source, place, depth } = standing;
    if (item.mode === 'quote' || typeof item.file !== 'string' || depth >= DEPTH_LIMIT) return undefined;
    const found = parseInclude(this.#graph, source.roll, item.file, place);
    if (found === undefined) return undefined;
    return { items: found.items, standing: { ...standing, source: found.source, depth: depth + 1 } };
  }

  #addTemplate(template: Template | undefined, source: FileSource, program: Program | undefined): void {
    if (template === undefined || typeof template === 'string' || program === undefined) return;
    for (const part of template) if (typeof part !== 'string') this.#add('attribute', part, source, program);
  }

  #add(
    kind: ScriptValue['kind'],
    { name, line, column }: AttributeReference,
    { roll, path }: FileSource,
    program: Program,
  ): void {
    const count = (this.#counts.get(roll) ?? 0) + 1;
    this.#counts.set(roll, count);
    if (count <= VALUE_LIMIT) this.found.push({ kind, name, roll, path, line, column, ...program });
  }
}

/** A value as the file says it; nothing where a machine decides. */
function wordOf(template: Template | undefined): string {
  return typeof template === 'string' ? template.trim() : '';
}
