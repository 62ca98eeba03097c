import type { Condition, Instruction } from '../../model/mod.ts';
import { ConditionError, splitCondition, type Token } from './tokens.ts';

/** Comparison binds tighter than `not`, that tighter than `and`, that tighter than `or`. */
const STRENGTH: Readonly<Record<string, number>> = { or: 1, and: 2, not: 3 };
const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'None', 'True', 'False']);
const CONSTANTS: ReadonlyMap<string, null | boolean> = new Map([
  ['None', null],
  ['True', true],
  ['False', false],
]);

/** An operator that waits for its right side; `compared` of a `(` is the state outside of it. */
type Waiting = { readonly text: string; readonly compared: boolean; readonly at: number };

/**
 * Parses a condition; operators wait on a stack of their own, so any nesting depth works.
 *
 * @throws {ConditionError} with the offset of the first token that cannot be right
 */
export function parseCondition(source: string): Condition {
  return new ConditionParser(source).parse();
}

class ConditionParser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  #index = 0;
  readonly #code: Instruction[] = [];
  readonly #waiting: Waiting[] = [];
  /** A comparison was read since the last `and`, `or`, `not` or `(`: a second one would be a chain. */
  #compared = false;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = splitCondition(source);
  }

  parse(): Condition {
    for (;;) {
      this.#readOperand();
      while (this.#peek().text === ')' && this.#peek().kind === 'symbol') this.#closeParenthesis();
      if (this.#peek().kind === 'end') break;
      this.#readOperator();
      if (this.#peek().kind === 'end' && this.#isComplete) break;
    }
    this.#emitDownTo(0);
    const open = this.#waiting.at(-1);
    if (open !== undefined) throw new ConditionError(open.at, '"(" is not closed');
    return { source: this.#source, code: this.#code };
  }

  #isComplete = false;

  #peek(): Token {
    return this.#tokens[this.#index]!;
  }

  #take(): Token {
    const token = this.#peek();
    if (token.kind !== 'end') this.#index += 1;
    return token;
  }

  /** Any number of `not` and `(`, then a constant or a name; nothing after an `in` list or `is None`. */
  #readOperand(): void {
    if (this.#isComplete) return;
    for (;;) {
      const token = this.#take();
      if (token.kind === 'symbol' && token.text === '(') {
        this.#waiting.push({ text: '(', compared: this.#compared, at: token.at });
        this.#compared = false;
      } else if (token.kind === 'name' && token.text === 'not') {
        if (this.#compared) throw unexpected(token);
        this.#waiting.push({ text: 'not', compared: false, at: token.at });
      } else {
        this.#code.push(constantOrName(token));
        return;
      }
    }
  }

  #readOperator(): void {
    this.#isComplete = false;
    const token = this.#take();
    const { text } = token;
    if (token.kind === 'name' && (text === 'and' || text === 'or')) {
      this.#emitDownTo(STRENGTH[text]!);
      this.#waiting.push({ text, compared: false, at: token.at });
      this.#compared = false;
      return;
    }
    const isComparison = token.kind === 'symbol' && COMPARISONS.has(text);
    const isWord = token.kind === 'name' && (text === 'in' || text === 'is' || text === 'not');
    if (!isComparison && !isWord) throw unexpected(token);
    if (this.#compared) throw new ConditionError(token.at, `A comparison cannot be chained with "${text}"`);
    this.#compared = true;
    if (isComparison) {
      this.#waiting.push({ text, compared: false, at: token.at });
      return;
    }
    this.#readWordOperator(token);
    this.#isComplete = true;
  }

  /** `in [...]`, `not in [...]`, `is None`, `is not None`: their right side is read at once. */
  #readWordOperator(token: Token): void {
    if (token.text === 'is') {
      const isNot = this.#skipName('not');
      if (!this.#skipName('None')) throw unexpected(this.#peek(), '"None" is expected');
      this.#code.push([isNot ? 'is not None' : 'is None']);
      return;
    }
    if (token.text === 'not' && !this.#skipName('in')) throw unexpected(this.#peek(), '"in" is expected');
    this.#code.push([token.text === 'not' ? 'not in' : 'in', this.#readList()]);
  }

  #readList(): number {
    if (!this.#skipSymbol('[')) throw unexpected(this.#peek(), 'A list "[...]" is expected');
    let count = 0;
    while (!this.#skipSymbol(']')) {
      if (count > 0 && !this.#skipSymbol(',')) throw unexpected(this.#peek(), '"," or "]" is expected');
      if (count > 0 && this.#skipSymbol(']')) break;
      this.#code.push(constantOrName(this.#take()));
      count += 1;
    }
    return count;
  }

  #closeParenthesis(): void {
    const token = this.#take();
    this.#emitDownTo(0);
    const open = this.#waiting.pop();
    if (open === undefined) throw new ConditionError(token.at, '")" closes nothing');
    this.#compared = open.compared;
    this.#isComplete = false;
  }

  /** Emits what waits and binds at least as tight as `strength`, up to an open parenthesis. */
  #emitDownTo(strength: number): void {
    for (;;) {
      const waiting = this.#waiting.at(-1);
      if (waiting === undefined || waiting.text === '(') return;
      if ((STRENGTH[waiting.text] ?? 4) < strength) return;
      this.#code.push([waiting.text] as unknown as Instruction);
      this.#waiting.pop();
    }
  }

  #skipName(text: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'name' || token.text !== text) return false;
    this.#index += 1;
    return true;
  }

  #skipSymbol(text: string): boolean {
    const token = this.#peek();
    if (token.kind !== 'symbol' || token.text !== text) return false;
    this.#index += 1;
    return true;
  }
}

function constantOrName(token: Token): Instruction {
  if (token.kind === 'number') return ['constant', token.value];
  if (token.kind === 'string') return ['constant', token.text];
  if (token.kind !== 'name') throw unexpected(token);
  const constant = CONSTANTS.get(token.text);
  if (constant !== undefined) return ['constant', constant];
  if (KEYWORDS.has(token.text)) throw unexpected(token);
  return ['name', token.text];
}

function unexpected(token: Token, wanted?: string): ConditionError {
  const found = token.kind === 'end' ? 'The condition ends too early' : `"${token.text}" cannot stand here`;
  return new ConditionError(token.at, wanted === undefined ? found : `${found}: ${wanted}`);
}
