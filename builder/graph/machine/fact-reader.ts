import { type HostsFact, parseFactName, type RosterHost, type Spot } from '../../model/mod.ts';
import { valueOfFact } from '../roster/answer-ask.ts';
import { type OpenRoster, openRoster } from '../roster/open-roster.ts';
import { selectHosts } from '../roster/select-hosts.ts';
import type { FileSource, Machine } from './machine.ts';

/** Where something asks. */
export interface FactPlace {
  readonly source: FileSource;
  readonly spot: Spot;
}

/** What one machine asks of the other hosts, and what it was answered. */
export class FactReader {
  /** The node that is looked at; none while edges and orders are. */
  node: string | undefined;
  /** An `<on>` is looked at: what it asks it will ask again. */
  follows = false;
  readonly #machine: Machine;
  readonly #read = new Map<string, HostsFact>();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Everything that was asked, each once, in the order in which it was first asked. */
  list(): readonly HostsFact[] {
    return [...this.#read.values()];
  }

  /** The fact of a name; undefined where there is none, or nobody whom it is about. */
  readNamed(name: string, place: FactPlace | undefined): string | undefined {
    const fact = parseFactName(name);
    if (fact === undefined) return undefined;
    const { appliance } = fact;
    const hosts = selectHosts(this.roster, appliance === undefined ? {} : { appliances: [appliance] });
    const value = valueOfFact(fact, this.roster);
    this.note(name, value ?? '', hosts, place);
    return value;
  }

  /** The hosts that there are. */
  get roster(): OpenRoster {
    return openRoster(this.#machine.options.roster);
  }

  /** Keeps what was answered, for those who explain it and those who watch for changes. */
  note(asked: string, value: string, hosts: readonly RosterHost[], place: FactPlace | undefined): void {
    const { graph, options } = this.#machine;
    const roll = place === undefined ? '' : graph.rolls[place.source.roll]!.name;
    const file = place?.source.path ?? '';
    const line = place?.spot.line ?? 0;
    const key = [this.node, asked, roll, file, line, value].join('\n');
    if (this.#read.has(key)) return;
    const from = options.roster?.from;
    this.#read.set(key, {
      asked,
      value,
      hosts: hosts.map(({ name }) => name),
      ...(from === undefined ? {} : { from }),
      ...(this.follows ? { follows: true as const } : {}),
      node: this.node ?? GRAPH,
      roll,
      file,
      line,
    });
  }
}

/** Who asks where no node does: edges and orders. */
const GRAPH = '(graph)';
