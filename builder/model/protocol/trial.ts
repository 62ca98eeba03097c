import type { AttributeMap } from '../attributes.ts';
import type { Origin } from '../graph/origin.ts';

/** What a trial (`cairn try`) and the installer in it hand each other: paths in the installer's root. */
export const TRIAL_PATHS = {
  /** What the kernel's command line would say. */
  commandLine: '/run/cairn/trial/command-line',
  /** A {@link TrialResult}, once the machine is installed. */
  result: '/run/cairn/trial/result.json',
  /** Layers of all machines, by content. */
  layers: '/run/cairn/trial/layers',
  /** What this machine has of its own: `upper`, `work`, and a folder for each of {@link TrialFolder}. */
  machine: '/run/cairn/trial/machine',
  /** Folders of the medium that were laid instead of copied: lines of folder, a tab, and its place. */
  laid: '/run/cairn/trial/laid',
  /** The graph, and answers that are baked in. */
  bundle: '/usr/share/cairn/graph.json',
  site: '/usr/share/cairn/site.yaml',
} as const;

/** A stage of an installation. */
export interface TrialStage {
  readonly title: string;
  readonly seconds: number;
  /** An earlier trial has done it. */
  readonly cached?: true;
}

/** A folder of a machine's file system that is not a part of its root. */
export interface TrialFolder {
  /** Where it is mounted on the machine: `/state`. */
  readonly at: string;
  /**
   * `kept`: a partition that survives reinstallation, `NAME` below the machine's own. `laid`: a folder of the medium, with what
   * the machine writes over it in `NAME/upper`.
   */
  readonly kind: 'kept' | 'laid';
  /** Below the machine's own: `kept/state-data`, `laid/cairn`. */
  readonly name: string;
  /** Of the medium, where it is laid. */
  readonly folder?: string;
}

/** What the installer says about a machine that it has installed into layers. */
export interface TrialResult {
  readonly format: 1;
  readonly hostname: string;
  readonly appliance: string;
  /** Layers that its root is made of, the uppermost first; what is its own lies above them. */
  readonly layers: readonly string[];
  /** In the order in which they are mounted. */
  readonly folders: readonly TrialFolder[];
  readonly attributes: AttributeMap;
  /** As the graph wants them. */
  readonly units: readonly { readonly name: string; readonly enabled: boolean }[];
  /** Files that come of settings, with all who say something in them; absent where the medium is of an older Cairn. */
  readonly settings?: readonly { readonly path: string; readonly by: readonly Origin[] }[];
  readonly stages: readonly TrialStage[];
  /** Values that nobody but root may read on the machine. */
  readonly secrets: readonly string[];
}
