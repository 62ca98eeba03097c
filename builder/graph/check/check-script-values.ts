import {
  countOf,
  errorProblem,
  type Graph,
  type Place,
  type Problem,
  warningProblem,
} from '../../model/mod.ts';
import { variableOf } from '../parse/parse-environment.ts';
import { type ScriptValue, ScriptValueFinder } from './script-values.ts';

/**
 * Values that stand in the text of a script, where they would be read as its code: an error for each of a roll, one
 * warning for all of a lenient roll.
 */
export function checkScriptValues(graph: Graph): readonly Problem[] {
  const finder = new ScriptValueFinder(graph);
  for (const node of graph.nodes.values()) {
    for (const file of node.files) finder.visitFile(file.items, file);
  }
  const isConstant = ({ kind, name }: ScriptValue): boolean =>
    kind === 'variable' && finder.constants.has(name) && !finder.tainted.has(name);
  const found = finder.found.filter((value) => !isConstant(value));
  return graph.rolls.flatMap(({ lenient, name }, index) => {
    const own = found.filter(({ roll }) => roll === index);
    const placeOf = ({ path, line, column }: ScriptValue): Place => ({
      file: `${name}/${path}`,
      line,
      column,
    });
    if (!lenient) {
      return own.map((value) =>
        errorProblem(
          'VALUE_IN_SCRIPT',
          `The ${describe(value)} would be read as code`,
          placeOf(value),
          advise(value),
        ),
      );
    }
    const [first] = own;
    if (first === undefined) return [];
    const files = new Set(own.map(({ path }) => path)).size;
    const message = `Values would be read as code in ${countOf(own.length, 'place')} of ${countOf(files, 'file')}, first the ${describe(first)}`;
    return [warningProblem('VALUE_IN_SCRIPT', message, placeOf(first), advise(first))];
  });
}

function describe({ kind, name, element }: ScriptValue): string {
  if (kind === 'list') return `text of <hosts> in the text of <${element}>`;
  return `value of ${kind} "${name}" in the text of <${element}>`;
}

/** How the value comes in safely, in words of the script's own language. */
function advise({ kind, name, element, interpreter }: ScriptValue): string {
  if (kind === 'list') return HOSTS_ADVICE(element);
  if (kind === 'variable') return `Name the attribute it comes from in <${element} env="...">`;
  return `Write <${element} env="${name}">, and ${readVariable(interpreter, variableOf(name))} in its text`;
}

const HOSTS_ADVICE = (element: string): string =>
  `Write it with <file>, and read the file; or name a fact, as in <${element} env="hosts.names.compute">`;

function readVariable(interpreter: string, variable: string): string {
  const program = interpreter.split(/\s+/)[0]!.replace(/^.*\//, '');
  if (/^python/.test(program)) return `os.environ["${variable}"]`;
  if (/^perl/.test(program)) return `$ENV{${variable}}`;
  if (/^ruby/.test(program)) return `ENV["${variable}"]`;
  return `"$${variable}"`;
}
