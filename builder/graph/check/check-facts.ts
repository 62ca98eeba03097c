import {
  errorProblem,
  findNearestName,
  type Graph,
  INTRINSIC_ATTRIBUTES,
  type Place,
  type Problem,
  parseFactName,
  warningProblem,
} from '../../model/mod.ts';
import { collectValueNames } from '../merge/collect-attributes.ts';
import { KNOWN_FACTS } from '../roster/known-facts.ts';
import { collectEntryPoints } from '../traverse/entry.ts';
import {
  attributesOf,
  findHostQuestions,
  type HostQuestion,
  listLateMarkup,
  plainList,
} from './asked-hosts.ts';
import { listPieces, type Piece } from './walk-parts.ts';

type Finding = readonly [code: 'FACT_SECRET' | 'FACT_UNKNOWN', message: string, hint: string];

/** What nodes, edges and orders ask of other hosts, and no host can ever answer. */
export function checkFacts(graph: Graph): readonly Problem[] {
  const check = createChecker(graph);
  const problems: Problem[] = [];
  for (const { piece, source } of listMarkup(graph)) {
    const { name: rollName, lenient } = graph.rolls[source.roll]!;
    const build = lenient ? warningProblem : errorProblem;
    for (const question of findHostQuestions(piece)) {
      const { line, column } = question.spot;
      const place: Place = { file: `${rollName}/${source.path}`, line, column };
      for (const [code, message, hint] of check(question)) problems.push(build(code, message, place, hint));
    }
  }
  return problems;
}

function* listMarkup(graph: Graph): Generator<Piece> {
  yield* listPieces(graph);
  yield* listLateMarkup(graph);
}

function createChecker(graph: Graph): (question: HostQuestion) => readonly Finding[] {
  // Where any node may be asked for, nobody knows what machines are called
  const isOpen = graph.rolls.some(({ anyEntry }) => anyEntry);
  const appliances = new Set(collectEntryPoints(graph).map(({ appliance }) => appliance));
  const secret = new Set(graph.declarations.flatMap((one) => (one.secret === true ? [one.name] : [])));
  const known = new Set([...INTRINSIC_ATTRIBUTES, ...collectValueNames(graph)]);
  const ofAppliance = (name: string): readonly Finding[] => {
    if (isOpen || appliances.has(name)) return [];
    const near = findNearestName(name, [...appliances]);
    const hint =
      near === undefined ? `There are: ${[...appliances].sort().join(', ')}` : `Did you mean "${near}"?`;
    return [['FACT_UNKNOWN', `No host can be of the appliance "${name}": no roll has it`, hint]];
  };
  const ofAttribute = (name: string): readonly Finding[] => {
    if (secret.has(name)) {
      const hint = 'A secret is for those hosts alone that use it: see "secret" in roll.yaml';
      return [['FACT_SECRET', `Attribute "${name}" is secret: no other host can ask for it`, hint]];
    }
    if (known.has(name)) return [];
    const near = findNearestName(name, [...known]);
    const hint = near === undefined ? 'Declare it in the roll.yaml of a roll' : `Did you mean "${near}"?`;
    return [['FACT_UNKNOWN', `No roll knows attribute "${name}" of other hosts`, hint]];
  };
  return (question) => {
    if ('item' in question) {
      const named = plainList(question.item.appliances) ?? [];
      return [...named.flatMap(ofAppliance), ...attributesOf(question.item).flatMap(ofAttribute)];
    }
    const fact = parseFactName(question.name);
    if (fact === undefined)
      return [['FACT_UNKNOWN', `There is no fact "${question.name}" about other hosts`, KNOWN_FACTS]];
    return fact.appliance === undefined ? [] : ofAppliance(fact.appliance);
  };
}
