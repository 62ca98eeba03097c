import {
  errorProblem,
  formatOrigin,
  type Graph,
  type Origin,
  type Problem,
  placeOfOrigin,
  type Script,
} from '../../model/mod.ts';

/** Which appliances one waits for at its first boot, each with a node that says so. */
export type Waits = ReadonlyMap<string, ReadonlyMap<string, Origin>>;

/** The appliances that scripts of a profile wait for. */
export function collectWaits(scripts: readonly Script[]): ReadonlyMap<string, Origin> {
  const waits = new Map<string, Origin>();
  for (const script of scripts)
    if (script.awaits !== undefined && !waits.has(script.awaits)) waits.set(script.awaits, script);
  return waits;
}

/** Appliances that nobody has, and those that wait for each other: none of them would ever go on. */
export function checkWaits({ rolls }: Pick<Graph, 'rolls'>, waits: Waits): readonly Problem[] {
  const known = new Set(rolls.flatMap(({ appliances }) => Object.keys(appliances)));
  const problems: Problem[] = [];
  for (const [appliance, awaited] of waits)
    for (const [name, origin] of awaited) {
      if (known.has(name)) continue;
      const message = `Appliance "${appliance}" waits for the appliance "${name}", which no roll has`;
      const hint = `Known are: ${[...known].sort().join(', ')}`;
      problems.push(errorProblem('APPLIANCE_UNKNOWN', message, placeOfOrigin(origin), hint));
    }
  return [...problems, ...listCycles(waits).map((cycle) => describeCycle(cycle, waits))];
}

/** Rings of appliances that wait for each other, each once and from its first name on. */
function listCycles(waits: Waits): readonly (readonly string[])[] {
  const left = new Set([...waits.keys()].sort());
  const nextOf = (name: string): readonly string[] =>
    [...(waits.get(name)?.keys() ?? [])].filter((next) => left.has(next)).sort();
  const cycles: string[][] = [];
  for (;;) {
    // Who waits for nobody that is left is in no ring
    const free = [...left].find((name) => nextOf(name).length === 0);
    if (free !== undefined) {
      left.delete(free);
      continue;
    }
    const [first] = left;
    if (first === undefined) return cycles;
    const path = [first];
    for (;;) {
      const next = nextOf(path.at(-1)!)[0]!;
      const at = path.indexOf(next);
      if (at >= 0) {
        cycles.push(path.slice(at));
        left.delete(next);
        break;
      }
      path.push(next);
    }
  }
}

function describeCycle(cycle: readonly string[], waits: Waits): Problem {
  const steps = cycle.map((name, index) => {
    const next = cycle[(index + 1) % cycle.length]!;
    return { name, next, origin: waits.get(name)!.get(next)! };
  });
  const told = steps.map(({ name, next, origin }) => `${name} for ${next}: ${formatOrigin(origin)}`);
  const message = `Appliances wait for each other, and none would go on (${told.join('; ')})`;
  return errorProblem('APPLIANCE_CYCLE', message, placeOfOrigin(steps[0]!.origin), 'Take one <after> away');
}
