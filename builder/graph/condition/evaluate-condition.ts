import type { Condition } from '../../model/mod.ts';
import { type Operation, operandOf, operationOf } from './code.ts';
import { compareValues, isTrue, type Value } from './values.ts';

/** Gives the value of an attribute; null for a missing one. */
export type Lookup = (name: string) => Value;

/** Evaluates a parsed condition; the result counts as a boolean. */
export function evaluateCondition(condition: Condition, lookup: Lookup): boolean {
  const { code } = condition;
  const stack: Value[] = [];
  for (let at = 0; at < code.length; at += 1) runStep(condition, code[at]!, stack, lookup);
  return isTrue(stack.pop() ?? null);
}

function runStep({ constants, names }: Condition, step: number, stack: Value[], lookup: Lookup): void {
  const operation = operationOf(step);
  switch (operation) {
    case 'constant':
      stack.push(constants[operandOf(step)]!);
      return;
    case 'name':
      stack.push(lookup(names[operandOf(step)]!));
      return;
    case 'not':
      stack.push(!isTrue(stack.pop()!));
      return;
    case 'is None':
      stack.push(stack.pop() === null);
      return;
    case 'is not None':
      stack.push(stack.pop() !== null);
      return;
    case 'in':
    case 'not in':
      stack.push(takeIn(stack, operandOf(step)) === (operation === 'in'));
      return;
    default: {
      const right = stack.pop()!;
      const left = stack.pop()!;
      stack.push(combine(operation, left, right));
    }
  }
}

/** Takes a list of so many items and the needle below it from the stack; true when the needle is in it. */
function takeIn(stack: Value[], count: number): boolean {
  const first = stack.length - count;
  const needle = stack[first - 1]!;
  let isFound = false;
  for (let at = first; at < stack.length && !isFound; at += 1) {
    isFound = compareValues(stack[at]!, needle) === 0;
  }
  stack.length = first - 1;
  return isFound;
}

function combine(operation: Operation, left: Value, right: Value): Value {
  // As in the language of Rocks' conditions, the operand that decided is the result.
  if (operation === 'and') return isTrue(left) ? right : left;
  if (operation === 'or') return isTrue(left) ? left : right;
  const order = compareValues(left, right);
  switch (operation) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    default:
      return order >= 0;
  }
}
