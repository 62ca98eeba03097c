import type { BodyItem, EvalItem, IncludeItem, Items, ScriptPart, VariableItem } from '../../model/mod.ts';
import type { Assembly, Position } from './assembly.ts';
import { runEval } from './evals.ts';
import { addFile } from './files.ts';
import { enterInclude, findInclude, parseFragment } from './includes.ts';
import { addService } from './services.ts';

/** Receives what a body expands to, in order. */
interface Sink {
  readonly kind: 'script' | 'text';
  addText(text: string): void;
  addFile(item: Extract<BodyItem, { kind: 'file' }>, position: Position): void;
}

/** The text of a body on this machine. */
export function collectText(assembly: Assembly, body: Items<BodyItem>, position: Position): string {
  const text = new TextCollector();
  const sink: Sink = { kind: 'text', addText: (piece) => text.add(piece), addFile: () => undefined };
  writeBody(assembly, body, position, sink);
  return text.take();
}

/** Text and files of a script on this machine; neighbouring text is one part. */
export function collectParts(
  assembly: Assembly,
  body: Items<BodyItem>,
  position: Position,
): readonly ScriptPart[] {
  let parts: ScriptPart[] | undefined;
  const text = new TextCollector();
  const add = (part: ScriptPart): void => {
    // Most scripts have one part: an array that grows by pushing has room for many more.
    if (parts === undefined) parts = [part];
    else parts.push(part);
  };
  const flush = (): void => {
    const taken = text.take();
    if (taken !== '') add({ kind: 'text', text: taken });
  };
  writeBody(assembly, body, position, {
    kind: 'script',
    addText: (piece) => text.add(piece),
    addFile: (item, at) => {
      const file = addFile(assembly, item, at, () => collectText(assembly, item.body, at));
      if (file === undefined) return;
      flush();
      add(file);
    },
  });
  if (parts === undefined) return textAlone(assembly, text.take());
  flush();
  return parts;
}

const NO_PARTS: readonly ScriptPart[] = [];

/** A script without files; those with the same few characters share them. */
function textAlone({ shortParts }: Assembly, text: string): readonly ScriptPart[] {
  if (text === '') return NO_PARTS;
  if (text.length > 16) return [{ kind: 'text', text }];
  let parts = shortParts.get(text);
  if (parts === undefined) {
    parts = [{ kind: 'text', text }];
    if (shortParts.size < 1000) shortParts.set(text, parts);
  }
  return parts;
}

/** Joins pieces of text; many small ones are joined in between. */
class TextCollector {
  #first = '';
  #rest: string[] | undefined;

  add(piece: string): void {
    if (piece === '') return;
    if (this.#first === '') this.#first = piece;
    else if (this.#rest === undefined) this.#rest = [this.#first, piece];
    else if (this.#rest.push(piece) >= 4096) {
      this.#first = this.#rest.join('');
      this.#rest = undefined;
    }
  }

  /** All of it; the collector is empty afterwards. */
  take(): string {
    const text = this.#rest === undefined ? this.#first : this.#rest.join('');
    this.#first = '';
    this.#rest = undefined;
    return text;
  }
}

function writeBody(assembly: Assembly, body: Items<BodyItem>, position: Position, sink: Sink): void {
  for (const item of body) {
    if (item.kind === 'text') sink.addText(assembly.machine.expandText(item.text, position.source));
    else if (assembly.machine.holds(item.guard, position.source)) writeItem(assembly, item, position, sink);
  }
}

function writeItem(
  assembly: Assembly,
  item: Exclude<BodyItem, { kind: 'text' }>,
  position: Position,
  sink: Sink,
): void {
  if (item.kind === 'file') sink.addFile(item, position);
  else if (item.kind === 'service') addService(assembly, item, position);
  else if (item.kind === 'var') sink.addText(runVariable(assembly, item, position));
  else if (item.kind === 'include') writeInclude(assembly, item, position, sink);
  else writeEval(assembly, item, position, sink);
}

/** Includes nest at most a few levels (see `enterInclude`), so this recursion is bounded. */
function writeInclude(assembly: Assembly, item: IncludeItem, position: Position, sink: Sink): void {
  const found = findInclude(assembly, item, position);
  if (found === undefined) return;
  if (item.mode === 'quote') {
    sink.addText(found.text);
    return;
  }
  const inside = enterInclude(assembly, item, position, found.source);
  if (inside === undefined) return;
  writeBody(assembly, parseFragment(assembly, found.text, found.source, sink.kind), inside, sink);
}

function writeEval(assembly: Assembly, item: EvalItem, position: Position, sink: Sink): void {
  const output = runEval(assembly, item, position, () => collectText(assembly, item.body, position));
  if (item.mode === 'quote' || output === '') {
    sink.addText(output);
    return;
  }
  const inside = enterEval(position);
  if (inside === undefined) return;
  writeBody(assembly, parseFragment(assembly, output, position.source, sink.kind), inside, sink);
}

/** A program's markup may not ask for programs without end. */
export function enterEval(position: Position): Position | undefined {
  const within = [...position.within, 'eval'];
  return within.filter((key) => key === 'eval').length > 4 ? undefined : { ...position, within };
}

/** Sets a variable, or prints its value. An attribute may be referred to as well. */
export function runVariable(assembly: Assembly, item: VariableItem, position: Position): string {
  const { machine, variables } = assembly;
  const name = machine.expandValue(item.name, position.source).trim();
  const read = (key: string): string => {
    const value = variables.get(key) ?? machine.readAttribute(key);
    if (value !== undefined) return value;
    const place = machine.placeOf(position.source, item);
    machine.addWarning('VARIABLE_UNDEFINED', `Variable "${key}" has no value here: it is empty`, place);
    return '';
  };
  if (item.value !== undefined) variables.set(name, machine.expandValue(item.value, position.source));
  else if (item.ref !== undefined) {
    variables.set(name, read(machine.expandValue(item.ref, position.source).trim()));
  } else return read(name);
  return '';
}
