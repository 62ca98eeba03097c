import type { Condition } from '../../model/mod.ts';
import { IntList } from '../lists/int-list.ts';
import { codeOf, Numbering, type Operation, operationOf, packStep } from './code.ts';
import { ConditionError, endOf, readToken, type Token } from './tokens.ts';
import type { Value } from './values.ts';

/** Comparison binds tighter than `not`, that tighter than `and`, that tighter than `or`. */
const STRENGTH: Readonly<Record<string, number>> = { or: 1, and: 2, not: 3 };
const KEYWORDS: ReadonlySet<string> = new Set(['and', 'or', 'not', 'in', 'is', 'None', 'True', 'False']);
const CONSTANTS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['None', null],
  ['True', true],
  ['False', false],
]);
const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);
/** Smallest entry of the stack of waiting operators that is an open parenthesis. */
const PARENTHESIS = 16;

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
  #token: Token;
  readonly #code = new IntList();
  readonly #names = new Numbering<string>();
  readonly #constants = new Numbering<Value>();
  /**
   * Operators that wait for their right side, and open parentheses: of those, twice the offset, plus one if a
   * comparison had been read before it, above all operators.
   */
  readonly #waiting = new IntList();
  /** A comparison was read since the last `and`, `or`, `not` or `(`: a second one would be a chain. */
  #compared = false;

  constructor(source: string) {
    this.#source = source;
    this.#token = readToken(source, 0);
  }

  parse(): Condition {
    this.#readOperand();
    for (;;) {
      while (this.#isSymbol(')')) this.#closeParenthesis();
      if (this.#token.kind === 'end') break;
      if (this.#readOperator()) this.#readOperand();
    }
    this.#emitDownTo(0);
    const open = this.#waiting.last;
    if (open !== undefined) throw new ConditionError((open - PARENTHESIS) >> 1, '"(" is not closed');
    return {
      source: this.#source,
      code: this.#code.toArray(),
      names: this.#names.items,
      constants: this.#constants.items,
    };
  }

  #take(): Token {
    const token = this.#token;
    this.#token = readToken(this.#source, endOf(token));
    return token;
  }

  #isSymbol(text: string): boolean {
    return this.#token.kind === 'symbol' && this.#token.text === text;
  }

  #isName(text: string): boolean {
    return this.#token.kind === 'name' && this.#token.text === text;
  }

  #skip(is: boolean): boolean {
    if (is) this.#take();
    return is;
  }

  /** Any number of `not` and `(`, then a constant or a name. */
  #readOperand(): void {
    for (;;) {
      if (this.#isSymbol('(')) {
        this.#waiting.push(PARENTHESIS + this.#token.at * 2 + (this.#compared ? 1 : 0));
        this.#compared = false;
      } else if (this.#isName('not') && !this.#compared) {
        this.#waiting.push(packStep('not'));
      } else {
        this.#emitOperand(this.#token);
        this.#take();
        return;
      }
      this.#take();
    }
  }

  /** True when an operand must follow. */
  #readOperator(): boolean {
    const token = this.#token;
    const { text } = token;
    if (this.#isName('and') || this.#isName('or')) {
      this.#emitDownTo(STRENGTH[text]!);
      this.#waiting.push(packStep(text as Operation));
      this.#compared = false;
      this.#take();
      return true;
    }
    const isComparison = token.kind === 'symbol' && COMPARISONS.has(text);
    const isWord = this.#isName('in') || this.#isName('is') || this.#isName('not');
    if (!isComparison && !isWord) throw unexpected(token);
    if (this.#compared) throw new ConditionError(token.at, `A comparison cannot be chained with "${text}"`);
    this.#compared = true;
    this.#take();
    if (isComparison) this.#waiting.push(codeOf(text)!);
    else this.#readWordOperator(text);
    return isComparison;
  }

  /** `in [...]`, `not in [...]`, `is None`, `is not None`: their right side is read at once. */
  #readWordOperator(text: string): void {
    if (text === 'is') {
      const isNot = this.#skip(this.#isName('not'));
      if (!this.#skip(this.#isName('None'))) throw unexpected(this.#token, '"None" is expected');
      this.#code.push(packStep(isNot ? 'is not None' : 'is None'));
      return;
    }
    if (text === 'not' && !this.#skip(this.#isName('in'))) throw unexpected(this.#token, '"in" is expected');
    const count = this.#readList();
    this.#code.push(packStep(text === 'not' ? 'not in' : 'in', count));
  }

  #readList(): number {
    if (!this.#skip(this.#isSymbol('['))) throw unexpected(this.#token, 'A list "[...]" is expected');
    let count = 0;
    while (!this.#skip(this.#isSymbol(']'))) {
      if (count > 0 && !this.#skip(this.#isSymbol(','))) {
        throw unexpected(this.#token, '"," or "]" is expected');
      }
      if (count > 0 && this.#skip(this.#isSymbol(']'))) break;
      this.#emitOperand(this.#token);
      this.#take();
      count += 1;
    }
    return count;
  }

  #closeParenthesis(): void {
    this.#emitDownTo(0);
    const open = this.#waiting.pop();
    if (open === undefined) throw new ConditionError(this.#token.at, '")" closes nothing');
    this.#compared = open % 2 === 1;
    this.#take();
  }

  /** Emits what waits and binds at least as tight as `strength`, up to an open parenthesis. */
  #emitDownTo(strength: number): void {
    for (;;) {
      const waiting = this.#waiting.last;
      if (waiting === undefined || waiting >= PARENTHESIS) return;
      if ((STRENGTH[operationOf(waiting)] ?? 4) < strength) return;
      this.#code.push(waiting);
      this.#waiting.pop();
    }
  }

  #emitOperand(token: Token): void {
    if (token.kind === 'number') this.#emitConstant(token.value);
    else if (token.kind === 'string') this.#emitConstant(token.text);
    else if (token.kind !== 'name') throw unexpected(token);
    else {
      const constant = CONSTANTS.get(token.text);
      if (constant !== undefined) this.#emitConstant(constant);
      else if (KEYWORDS.has(token.text)) throw unexpected(token);
      else this.#code.push(packStep('name', this.#names.numberOf(token.text)));
    }
  }

  #emitConstant(value: Value): void {
    this.#code.push(packStep('constant', this.#constants.numberOf(value)));
  }
}

function unexpected(token: Token, wanted?: string): ConditionError {
  const found = token.kind === 'end' ? 'The condition ends too early' : `"${token.text}" cannot stand here`;
  return new ConditionError(token.at, wanted === undefined ? found : `${found}: ${wanted}`);
}
