import type { Closure, ResolvedPackage } from '../../distro/mod.ts';
import type { Profile } from '../../graph/mod.ts';
import { formatBytes } from '../../io/mod.ts';
import { formatPlace } from '../../model/mod.ts';
import type { Roll } from '../../rolls/mod.ts';
import type { AbsentPackage } from '../graph/absent-packages.ts';
import type { Recipe } from '../recipe/recipe.ts';

/** What a build will do, as data: printed by `--dry-run`. */
export interface BuildPlan {
  readonly recipe: {
    readonly name: string;
    readonly version: string;
    readonly os: string;
    readonly arch: string;
  };
  readonly rolls: readonly PlannedRoll[];
  readonly appliances: readonly PlannedAppliance[];
  /** The distribution. */
  readonly packages: { readonly count: number; readonly sizeBytes: number };
  /** What other values of machines would ask for, and is not in the distribution. */
  readonly absent: readonly AbsentPackage[];
  /** What weakens the checks of what comes from the mirror, one line each. */
  readonly cautions: readonly string[];
  readonly epochSeconds: number;
  /** Folder of the result. */
  readonly output: string;
  readonly stages: readonly PlannedStage[];
}

export interface PlannedRoll {
  readonly name: string;
  readonly version: string;
  readonly kind: string;
  readonly digest: string;
}

export interface PlannedAppliance {
  readonly name: string;
  readonly nodes: number;
  /** Packages that its nodes ask for. */
  readonly wanted: number;
  /** All packages that it gets, with their sizes as downloaded. */
  readonly packages: number;
  readonly sizeBytes: number;
}

/** One step of a build; ids are those of progress events. */
export interface PlannedStage {
  readonly id: string;
  readonly title: string;
}

export interface BuildPlanInput {
  readonly recipe: Recipe;
  readonly rolls: readonly Roll[];
  readonly profiles: readonly Profile[];
  readonly closure: Closure;
  readonly absent: readonly AbsentPackage[];
  readonly cautions: readonly string[];
  readonly epochSeconds: number;
  readonly output: string;
  readonly stages: readonly PlannedStage[];
}

/** Sums up what was found out before anything is downloaded. */
export function planBuild(input: BuildPlanInput): BuildPlan {
  const { recipe, rolls, profiles, closure, absent, cautions, epochSeconds, output, stages } = input;
  const sizes = new Map(closure.packages.map((item) => [item.name, item.sizeBytes]));
  const sum = (names: readonly string[]): number =>
    names.reduce((total, name) => total + (sizes.get(name) ?? 0), 0);
  return {
    recipe: { name: recipe.name, version: recipe.version, os: recipe.os, arch: recipe.arch },
    rolls: rolls.map(({ name, version, kind, digest }) => ({ name, version, kind, digest })),
    appliances: profiles.map((profile) => {
      const names = closure.byAppliance[profile.appliance] ?? [];
      return {
        name: profile.appliance,
        nodes: profile.nodes.length,
        wanted: profile.packages.enabled.length,
        packages: names.length,
        sizeBytes: sum(names),
      };
    }),
    packages: { count: closure.packages.length, sizeBytes: sumSizes(closure.packages) },
    absent,
    cautions,
    epochSeconds,
    output,
    stages,
  };
}

export function sumSizes(packages: readonly ResolvedPackage[]): number {
  return packages.reduce((total, item) => total + item.sizeBytes, 0);
}

/** The plan for people. */
export function renderBuildPlan(plan: BuildPlan): string {
  const { recipe, packages } = plan;
  const lines = [
    `${recipe.name} ${recipe.version} for ${recipe.os} ${recipe.arch}`,
    '',
    'Rolls',
    ...plan.rolls.map((roll) => `  ${roll.name} ${roll.version}  ${roll.digest.slice(0, 12)}`),
    '',
    'Appliances',
    ...plan.appliances.map(
      (item) =>
        `  ${item.name}: ${item.nodes} nodes, ${item.wanted} packages asked for, ${item.packages} with all they need, ${formatBytes(item.sizeBytes)}`,
    ),
    '',
    `Distribution: ${packages.count} packages, ${formatBytes(packages.sizeBytes)}`,
    ...renderAbsent(plan.absent),
    `Output: ${plan.output}`,
    ...(plan.cautions.length === 0 ? [] : ['', 'Checks of the mirror that are weakened']),
    ...plan.cautions.map((line) => `  ${line}`),
    '',
    'Stages',
    ...plan.stages.map((stage) => `  ${stage.title}`),
  ];
  return `${lines.join('\n')}\n`;
}

/** A machine that needs one of these is refused by the installer before anything is written. */
function renderAbsent(absent: readonly AbsentPackage[]): readonly string[] {
  if (absent.length === 0) return [];
  return [
    'Not in it, because no machine that is known now asks for it',
    ...absent.map(
      ({ name, appliances, conditions, place }) =>
        `  ${name}: ${appliances.join(', ')}, if ${conditions.join(' and ')} (${formatPlace(place)})`,
    ),
    '',
  ];
}
