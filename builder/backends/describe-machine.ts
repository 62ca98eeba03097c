import {
  type ComposedThing,
  type Profile,
  type Traversal,
  type TraverseOptions,
  traverse,
} from '../graph/mod.ts';
import {
  BuildError,
  type Graph,
  type HostRecord,
  type ResolvedAttributes,
  sha256OfText,
} from '../model/mod.ts';
import type { InstallerBackend } from './backend.ts';
import { planInstallation } from './plan-installation.ts';

/** A machine as its graph and its values say it is. */
export interface MachineInput {
  readonly graph: Graph;
  readonly resolved: ResolvedAttributes;
  readonly appliance: string;
  readonly roster: TraverseOptions['roster'];
}

/** What a record says beside the description itself. */
export type RecordIdentity = Pick<HostRecord, 'graph' | 'roster' | 'engine' | 'release'>;

export interface DescribedMachine {
  readonly record: HostRecord;
  /** The things of the record with all that they say, secrets too. */
  readonly things: readonly ComposedThing[];
  /** With secrets, and without. */
  readonly real: Profile;
  readonly masked: Profile;
  /** Every condition that was looked at. */
  readonly conditions: Traversal['conditions'];
}

/**
 * What a machine is made to, as a record and as things that can be brought about.
 *
 * @param key of digests, known to the machine and its frontend alone
 * @throws {BuildError} the graph has errors for this machine
 */
export function describeMachine(
  backend: InstallerBackend,
  { graph, resolved, appliance, roster }: MachineInput,
  identity: RecordIdentity,
  key: string,
): DescribedMachine {
  const masked = traverse(graph, resolved, appliance, { roster });
  const real = traverse(graph, resolved, appliance, {
    revealSecrets: true,
    collectConditions: true,
    roster,
  });
  if (masked.profile === undefined || real.profile === undefined)
    throw new BuildError(errorsIn(real.problems));
  const errors = errorsIn(planInstallation(backend, real.profile).problems);
  if (errors.length > 0) throw new BuildError(errors);
  const digestOf = (text: string): string => sha256OfText(`${key}\n${text}`);
  const things = backend.compose(masked.profile, real.profile, digestOf);
  return {
    record: {
      format: 1,
      appliance,
      ...identity,
      attributes: describeAttributes(resolved, real.reads, key),
      things: things.map(({ thing }) => thing),
    },
    things,
    real: real.profile,
    masked: masked.profile,
    conditions: real.conditions,
  };
}

/** Values of attributes as a record has them. @param names those that count */
export function describeAttributes(
  resolved: ResolvedAttributes,
  names: Iterable<string>,
  key: string,
): HostRecord['attributes'] {
  const known = [...names].filter((name) => resolved.has(name)).sort();
  return Object.fromEntries(
    known.map((name) => {
      const { value, secret } = resolved.get(name)!;
      return [name, secret ? `sha256:${sha256OfText(`${key}\n${value}`)}` : value];
    }),
  );
}

function errorsIn<Found extends { readonly severity: string }>(problems: readonly Found[]): readonly Found[] {
  return problems.filter(({ severity }) => severity === 'error');
}
