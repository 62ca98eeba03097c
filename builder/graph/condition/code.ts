import type { Value } from './values.ts';

/** What one step of a condition does; its number in this list is its code. */
const OPERATIONS = [
  'constant',
  'name',
  'not',
  'and',
  'or',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'not in',
  'is None',
  'is not None',
] as const;

export type Operation = (typeof OPERATIONS)[number];

const CODES: ReadonlyMap<string, number> = new Map(OPERATIONS.map((name, code) => [name, code]));

/** Steps are packed: the operation in the low four bits, its operand (a number of an item, a count) above. */
const OPERATION_BITS = 4;

/** The code of an operation; undefined for a text that is none. */
export function codeOf(text: string): number | undefined {
  return CODES.get(text);
}

/** One step of a condition as a number. */
export function packStep(operation: Operation, operand = 0): number {
  return (operand << OPERATION_BITS) | CODES.get(operation)!;
}

export function operationOf(step: number): Operation {
  return OPERATIONS[step & 15]!;
}

export function operandOf(step: number): number {
  return step >> OPERATION_BITS;
}

/** Numbers its items in the order in which they first come. */
export class Numbering<T extends Value> {
  readonly items: T[] = [];
  #numbers: Map<T, number> | undefined;

  numberOf(item: T): number {
    if (this.items.length < 16) {
      const known = this.items.indexOf(item);
      return known < 0 ? this.items.push(item) - 1 : known;
    }
    this.#numbers ??= new Map(this.items.map((known, index) => [known, index]));
    let number = this.#numbers.get(item);
    if (number === undefined) {
      number = this.items.push(item) - 1;
      this.#numbers.set(item, number);
    }
    return number;
  }
}
