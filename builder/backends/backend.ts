import type { CarriedElement, ComposedThing, DirectiveName, Profile } from '../graph/mod.ts';
import type { Origin, Problem, ScriptPhase } from '../model/mod.ts';
import type { StorageNeed } from '../render/storage/needs.ts';

/** Something of the language that a back-end does not carry out. */
export interface Refusal {
  /** Why: the end of a sentence that names it. */
  readonly refused: string;
}

/** Carried out, or why not. */
export type Support = 'carried out' | Refusal;

/**
 * An installer back-end: what makes an installation of a profile. One object; `mod.ts` is the list of them. Every
 * element, directive and phase of the language has an answer here, or it does not compile: what the answer refuses is
 * an error of `graph check` and of the build, in its place (`planInstallation`).
 *
 * @typeParam Plan what will be done, as data
 * @typeParam Rendered the plan as the installer takes it: texts
 */
export interface InstallerBackend<Plan = unknown, Rendered = unknown> {
  readonly name: string;
  readonly elements: Readonly<Record<CarriedElement, Support>>;
  readonly directives: Readonly<Record<DirectiveName, Support>>;
  readonly phases: Readonly<Record<ScriptPhase, Support>>;
  /** What the installer must bring for the disks of this profile, beside what it always has. */
  needs(profile: Profile): readonly StorageNeed[];
  /**
   * Decides what an installation of this profile does. What has no value yet (`unanswered`) is left out. Problems are
   * about what is said; that something is refused at all need not be said again.
   */
  plan(profile: Profile): Planned<Plan>;
  render(plan: Plan): Rendered;
  /**
   * Everything that a description makes of a machine, in the order in which it is brought about. Both profiles are of one
   * machine: what of it may be seen comes of the one, what is compared of the other.
   *
   * @param masked its profile without secrets
   * @param real the same with them
   * @param digestOf makes a digest that tells nobody what a secret is
   */
  compose(masked: Profile, real: Profile, digestOf: (text: string) => string): readonly ComposedThing[];
  /** What whoever looks at an installed machine of this profile finds. */
  describe(profile: Profile): InstalledSystem;
}

/** An installed machine, as its profile has it. */
export interface InstalledSystem {
  /** As the graph wants them. */
  readonly units: readonly { readonly name: string; readonly enabled: boolean }[];
  /** Files that come of settings, with all who say something in them. */
  readonly settings: readonly { readonly path: string; readonly by: readonly Origin[] }[];
  /** So many disks its storage needs at least. */
  readonly disks: number;
}

export interface Planned<Plan> {
  readonly plan: Plan;
  readonly problems: readonly Problem[];
}
