import { type EvalRequest, errorProblem, warningProblem } from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { readEnvironment } from '../../assemble/environment.ts';
import type { EvalItem } from './eval.ts';

/** The programs that the nodes ask for, by the key of their output. */
export const startEvals = (): Map<string, EvalRequest> => new Map();

/**
 * The output of a program, as the host ran it beforehand. Nothing is ever run here: a program that the recipe
 * does not allow is an error, in an imported roll too.
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
    const hint = `Write allowEval: [${roll.name}] in the recipe to allow it`;
    const build = machine.options.passRefusedEvals === true ? warningProblem : errorProblem;
    machine.add(build('EVAL_REFUSED', message, place, hint));
    return '';
  }
  const { result, names } = machine.watchReads(() => ({
    shell: machine.expandValue(item.shell, source).trim(),
    text: collect(),
    environment: readEnvironment(assembly, item.env, position),
  }));
  const { shell, text, environment } = result;
  const variables = Object.entries(environment ?? {}).map(([name, value]) => `${name}=${value}`);
  const key = [roll.name, source.path, shell, ...variables, text].join('\n');
  const varying = [...names]
    .filter((name) => machine.differsByHost(name) || machine.isUnsettled(name))
    .sort();
  draftOf(assembly, startEvals).set(key, {
    ...originOf(assembly, position, item),
    key,
    shell,
    text,
    ...(environment === undefined ? {} : { environment }),
    ...(varying.length === 0 ? {} : { varying }),
  });
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
