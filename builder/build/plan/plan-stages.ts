import type { Recipe } from '../recipe/recipe.ts';
import type { PlannedStage } from './build-plan.ts';

/**
 * The stages of a build, in order; their ids are those of the progress events that the rooms report.
 */
export function planStages(recipe: Recipe): PlannedStage[] {
  const stages: readonly (PlannedStage | false)[] = [
    { id: 'rolls', title: 'Read the rolls' },
    { id: 'own-packages', title: "Build the rolls' own packages" },
    { id: 'graph', title: 'Traverse the graph for every appliance' },
    { id: `lists-${recipe.os}`, title: `Read package lists of ${recipe.os}` },
    { id: 'closure', title: 'Resolve dependencies' },
    { id: 'download', title: 'Download packages' },
    { id: 'repository', title: 'Compose the package repository' },
    { id: 'proof', title: 'Prove that every appliance can be installed' },
    { id: 'base', title: 'Make the base system' },
    { id: 'pack', title: 'Pack the rolls' },
    { id: 'overlay', title: "Make the installer's overlay" },
    recipe.media.iso && { id: 'iso', title: 'Write the ISO image' },
    recipe.media.netboot && { id: 'netboot', title: 'Write the network boot tree' },
    { id: 'manifest', title: 'Write manifest and checksums' },
  ];
  return stages.filter((stage) => stage !== false);
}
