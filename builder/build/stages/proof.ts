import {
  type Closure,
  type DistroContext,
  type PackageWants,
  proveRepository,
  type Repository,
} from '../../distro/mod.ts';
import type { StageRun } from './stage-table.ts';

export interface ProofInput {
  readonly repository: Repository;
  readonly closure: Closure;
  readonly wants: readonly PackageWants[];
  readonly distro: DistroContext;
}

/** Proves that every appliance can be installed from the repository alone. */
export function proveDistribution(input: ProofInput, { report }: StageRun): Promise<void> {
  return proveRepository(input.distro, input.repository, input.closure, input.wants, report);
}
