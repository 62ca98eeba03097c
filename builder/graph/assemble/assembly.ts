import type {
  Directive,
  EvalRequest,
  Origin,
  Script,
  ScriptPart,
  ScriptPhase,
  ServiceState,
  Spot,
  WizardScreen,
} from '../../model/mod.ts';
import type { FileSource, Machine } from '../machine/machine.ts';

/** Who wants and who does not want each package, by printed name. */
export interface PackageLists {
  readonly wanted: Map<string, Origin[]>;
  readonly unwanted: Map<string, Origin[]>;
}

/** What the nodes want of one unit, in traversal order. */
export interface ServiceWishes {
  readonly name: string;
  readonly instance: string | undefined;
  readonly by: ServiceState['by'][number][];
}

/** A profile in the making: what has been collected, and what lives on from node to node. */
export interface Assembly {
  readonly machine: Machine;
  readonly packages: PackageLists;
  readonly directives: Directive[];
  readonly scripts: Script[];
  readonly services: Map<string, ServiceWishes>;
  readonly screens: WizardScreen[];
  readonly evals: Map<string, EvalRequest>;
  /** Values of `<var>`, which live on in traversal order. */
  readonly variables: Map<string, string>;
  /** Parts of scripts that hold nothing but a short text, by the text: many scripts say the same. */
  readonly shortParts: Map<string, readonly ScriptPart[]>;
  /** Owner and permissions that the last tag of a path set. */
  readonly rights: Map<string, { readonly owner: string | undefined; readonly perms: string | undefined }>;
}

/** Where the assembly stands: in which node, in which file of it, how deep in includes. */
export interface Position {
  readonly node: string;
  readonly source: FileSource;
  /** Include files around this place, innermost last. */
  readonly within: readonly string[];
  /** Of the script around this place; none outside of scripts. */
  readonly phases: readonly ScriptPhase[];
}

/** Who asks, for the profile. */
export function originOf(assembly: Assembly, position: Position, spot: Spot): Origin {
  const { source, node } = position;
  const roll = assembly.machine.graph.rolls[source.roll]!.name;
  return { node, roll, file: source.path, line: spot.line };
}
