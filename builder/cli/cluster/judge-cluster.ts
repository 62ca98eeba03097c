import { foldNodeSet } from '../../hosts/mod.ts';
import { countOf } from '../../model/mod.ts';
import type { PlannedGroup } from '../host/change/plan-hosts.ts';

/** Whether every machine runs what it should. */
export interface ClusterJudgement {
  readonly good: boolean;
  readonly machines: number;
  /** Machines by what is to be done with them; lists may be empty. */
  readonly inPlace: readonly string[];
  readonly reinstall: readonly string[];
  /** Of these nobody can say what they run. */
  readonly unknown: readonly string[];
  /** Somebody changed files by hand there, as far as it was looked. */
  readonly drift: readonly string[];
}

/** @param drift machines on which somebody changed files by hand */
export function judgeCluster(groups: readonly PlannedGroup[], drift: readonly string[]): ClusterJudgement {
  const of = (verdict: string | undefined): readonly string[] =>
    groups.filter(({ plan }) => plan?.verdict === verdict).flatMap(({ hosts }) => hosts);
  const [inPlace, reinstall, unknown] = [of('in place'), of('reinstall'), of(undefined)];
  const machines = groups.reduce((sum, { hosts }) => sum + hosts.length, 0);
  const good = inPlace.length + reinstall.length + unknown.length + drift.length === 0;
  return { good, machines, inPlace, reinstall, unknown, drift };
}

/** The one line. */
export function renderJudgement(judgement: ClusterJudgement): string {
  const { good, machines, inPlace, reinstall, unknown, drift } = judgement;
  if (good) return `All is as it should be: ${countOf(machines, 'machine')}`;
  const parts = [
    [inPlace, 'can be changed in place'],
    [reinstall, 'must be installed anew'],
    [drift, 'changed by hand'],
    [unknown, 'not known'],
  ] as const;
  const said = parts
    .filter(([hosts]) => hosts.length > 0)
    .map(([hosts, what]) => `${what}: ${foldNodeSet(hosts)}`);
  const wrong = new Set([...inPlace, ...reinstall, ...unknown, ...drift]).size;
  return `${wrong} of ${countOf(machines, 'machine')} ${wrong === 1 ? 'is' : 'are'} not as they should be; ${said.join('; ')}`;
}
