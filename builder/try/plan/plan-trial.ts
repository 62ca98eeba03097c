import { adviseName, BuildError, errorProblem, fail } from '../../model/mod.ts';

/** A machine that is tried. */
export interface PlannedMachine {
  /** For people and for network namespaces, until it has a host name. */
  readonly title: string;
  readonly appliance: string;
  /** "02:ca:19:00:00:01"; of no manufacturer. */
  readonly mac: string;
  /** End of its cable at the switch. */
  readonly plug: string;
}

/** What is tried: the frontend first, then what it installs. */
export interface TrialPlan {
  readonly frontend: PlannedMachine;
  readonly hosts: readonly PlannedMachine[];
}

export interface TrialWish {
  /** All of the medium where none is named. */
  readonly appliances: readonly string[];
  /** Of each appliance but the frontend. */
  readonly hostsEach: number;
  /** Those of the rolls: they may need more machines of an appliance. */
  readonly tests: readonly TestNeeds[];
}

/** Of a test: on which machines it is made, and how many of which others it needs. */
export interface TestNeeds {
  readonly appliance: string;
  readonly needs?: Readonly<Record<string, number>>;
}

const FRONTEND = 'frontend';

/**
 * Which machines there are. There is a frontend whatever is asked for: nobody else installs the others.
 *
 * @param known appliances of the medium
 * @throws {BuildError} USAGE: an appliance that the medium does not have
 */
export function planTrial(known: readonly string[], wish: TrialWish): TrialPlan {
  const unknown = wish.appliances.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new BuildError(unknown.map((name) => describeUnknown(known, name)));
  if (!known.includes(FRONTEND))
    fail(
      'USAGE',
      'There is no appliance "frontend" on the medium: nobody would install the others',
      undefined,
      'Add the roll "base", or an appliance "frontend", to the recipe',
    );
  const wanted = wish.appliances.length === 0 ? known : wish.appliances;
  const others = [...new Set(wanted)].filter((name) => name !== FRONTEND).sort();
  const needs = collectNeeds(wish.tests, new Set([FRONTEND, ...others]));
  const titles = others
    .flatMap((appliance) => {
      const length = Math.max(wish.hostsEach, needs.get(appliance) ?? 0);
      return Array.from({ length }, (_, index) => ({ appliance, index, title: `${appliance}-${index}` }));
    })
    // The first of each appliance before the second of any: it makes the layers that the others have too
    .sort((a, b) => a.index - b.index)
    .map(({ appliance, title }) => ({ appliance, title }));
  const [frontend, ...hosts] = [{ appliance: FRONTEND, title: FRONTEND }, ...titles].map((one, index) => ({
    ...one,
    mac: nameCard(index + 1),
    plug: `m${index}`,
  }));
  return { frontend: frontend!, hosts };
}

/** How many machines of each appliance the tests need; what is for machines that are not tried is not asked, and needs none. */
export function collectNeeds(
  tests: readonly TestNeeds[],
  tried: ReadonlySet<string>,
): ReadonlyMap<string, number> {
  const needs = new Map<string, number>();
  const asked = tests.filter((test) => tried.has(test.appliance));
  for (const [appliance, count] of asked.flatMap((test) => Object.entries(test.needs ?? {})))
    needs.set(appliance, Math.max(count, needs.get(appliance) ?? 0));
  return needs;
}

function describeUnknown(known: readonly string[], name: string) {
  return errorProblem('USAGE', `The medium has no appliance "${name}"`, undefined, adviseName(name, known));
}

/** A locally administered address. */
function nameCard(number: number): string {
  const [high, low] = [Math.floor(number / 256), number % 256];
  const hex = (value: number): string => value.toString(16).padStart(2, '0');
  return `02:ca:19:00:${hex(high)}:${hex(low)}`;
}
