import type { Condition, Instruction } from '../../model/mod.ts';
import { compareValues, isTrue, type Value } from './values.ts';

/** Gives the value of an attribute; null for a missing one. */
export type Lookup = (name: string) => Value;

/** Evaluates a parsed condition; the result counts as a boolean. */
export function evaluateCondition(condition: Condition, lookup: Lookup): boolean {
  const stack: Value[] = [];
  for (const instruction of condition.code) step(instruction, stack, lookup);
  return isTrue(stack.pop() ?? null);
}

function step(instruction: Instruction, stack: Value[], lookup: Lookup): void {
  switch (instruction[0]) {
    case 'constant':
      stack.push(instruction[1]);
      return;
    case 'name':
      stack.push(lookup(instruction[1]));
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
    case 'not in': {
      const items = stack.splice(stack.length - instruction[1]);
      const needle = stack.pop()!;
      const found = items.some((item) => compareValues(item, needle) === 0);
      stack.push(instruction[0] === 'in' ? found : !found);
      return;
    }
    default: {
      const right = stack.pop()!;
      const left = stack.pop()!;
      stack.push(combine(instruction[0], left, right));
    }
  }
}

function combine(operator: string, left: Value, right: Value): Value {
  if (operator === 'and') return isTrue(left) ? right : left;
  if (operator === 'or') return isTrue(left) ? left : right;
  const order = compareValues(left, right);
  switch (operator) {
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
