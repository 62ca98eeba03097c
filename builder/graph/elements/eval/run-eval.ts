import type { EvalRequest } from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { readEnvironment } from '../../assemble/environment.ts';
import type { EvalItem } from './eval.ts';

/** The programs that the nodes ask for, by the key of their output. */
export const startEvals = (): Map<string, EvalRequest> => new Map();

/**
 * The output of a program, as the host ran it beforehand. Nothing is ever run here: a program that the recipe
 * does not allow is an error, leniently a warning and no output.
 *
 * @param collect expands the program's text
 */
export function runEval(
  assembly: Assembly,
  item: EvalItem,
  position: Position,
  collect: () => string,
): string {
  const { machine } = assembly;
  const { source } = position;
  const roll = machine.graph.rolls[source.roll]!;
  const place = machine.placeOf(source, item);
  if (!roll.allowEval) {
    const message = `Roll "${roll.name}" wants to run a program (${source.path}, line ${item.line})`;
    machine.addSlip(
      source,
      'EVAL_REFUSED',
      message,
      item,
      `Write allowEval: [${roll.name}] in the recipe to allow it`,
    );
    return '';
  }
  const shell = machine.expandValue(item.shell, source).trim();
  const text = collect();
  const environment = readEnvironment(assembly, item.env, position);
  const variables = Object.entries(environment ?? {}).map(([name, value]) => `${name}=${value}`);
  const key = [roll.name, source.path, shell, ...variables, text].join('\n');
  const request = { ...originOf(assembly, position, item), key, shell, text };
  draftOf(assembly, startEvals).set(key, environment === undefined ? request : { ...request, environment });
  const output = machine.graph.evalOutputs[key];
  if (output !== undefined) return machine.takeExpansion(output.length, source, item) ? output : '';
  if (machine.options.collectEvals !== true) {
    machine.addError('EVAL_REFUSED', 'The output of this program is not known', place);
  }
  return '';
}

/** A program's markup may not ask for programs without end. */
export function enterEval(position: Position): Position | undefined {
  const within = [...position.within, 'eval'];
  return within.filter((key) => key === 'eval').length > 4 ? undefined : { ...position, within };
}
