import type { AttributeReference, BodyItem, Graph, Items, Spot, Template } from '../../model/mod.ts';
import { isText } from '../assemble/visit.ts';
import { ELEMENT_OF_KIND, LANGUAGE } from '../elements/mod.ts';
import type { Program, ValueLook, ValueStanding } from '../elements/values.ts';
import type { FileSource } from '../machine/machine.ts';

/** A value that becomes part of a program's text. */
export interface ScriptValue extends FileSource, Spot, Program {
  readonly name: string;
  /** Of an attribute, of a `<var>` that prints, or a list of other hosts. */
  readonly kind: 'attribute' | 'variable' | 'list';
}

/** So many say enough about a roll: hostile input must not fill the memory with them. */
const VALUE_LIMIT = 1000;

/** Finds every value that becomes program text, in one node file after the other. */
export class ScriptValueFinder implements ValueLook {
  readonly found: ScriptValue[] = [];
  /** Variables that hold nothing but what the files say, and those that may hold a value. */
  readonly constants = new Set<string>();
  readonly tainted = new Set<string>();
  readonly graph: Graph;
  readonly language = LANGUAGE;
  readonly #counts = new Map<number, number>();

  constructor(graph: Graph) {
    this.graph = graph;
  }

  /** Looks at all that one node file says. */
  visitFile(items: Items<BodyItem>, source: FileSource): void {
    this.visit(items, { source, place: 'node', depth: 0 });
  }

  visit(items: Items<BodyItem>, standing: ValueStanding): void {
    const { source, program } = standing;
    for (const item of items) {
      if (!isText(item)) ELEMENT_OF_KIND.get(item.kind)!.findValues?.(item, this, standing);
      else if (program !== undefined) this.addText(item.text, source, program);
    }
  }

  addText(text: Template | undefined, source: FileSource, program: Program): void {
    if (text === undefined || typeof text === 'string') return;
    for (const part of text) if (typeof part !== 'string') this.#add('attribute', part, source, program);
  }

  setVariable(name: string, isConstant: boolean): void {
    (isConstant ? this.constants : this.tainted).add(name);
  }

  addVariable(name: string, { line, column }: Spot, source: FileSource, program: Program): void {
    this.#add('variable', { name, line, column }, source, program);
  }

  addHosts({ line, column }: Spot, source: FileSource, program: Program): void {
    this.#add('list', { name: 'hosts', line, column }, source, program);
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
