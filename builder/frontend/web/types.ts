import type { HostLife } from '../../hosts/life.ts';
import type { Rollout, RolloutHost } from '../../hosts/rollout/types.ts';
import type { Host } from '../../hosts/types.ts';
import type { AttributeScopes, PageSection } from '../../model/mod.ts';

/** What the service and the script of its page say to each other; `client/` reads these types in comments. */

/** What lists, streams and the web page show of a host: all that everybody on the private network may see. */
export type HostView = Pick<
  Host,
  | 'name'
  | 'appliance'
  | 'rack'
  | 'rank'
  | 'macs'
  | 'address'
  | 'bootAction'
  | 'state'
  | 'phase'
  | 'percent'
  | 'sinceSeconds'
  | 'failures'
  | 'failureReason'
  // Grows with every change: of two views the one with the greater number is newer.
  | 'revision'
>;

/** `GET /cairn/alive`: by name, what lists show of installed hosts besides; `HostView` does not change each minute. */
export interface AliveView {
  readonly isSilent: boolean;
  /** Seconds since 1970; null: it never said anything. */
  readonly heardSeconds: number | null;
  readonly load: number | null;
  readonly failedCount: number;
}

/** `GET /cairn/hosts/NAME`: one host with its description. Secrets are masked. */
export interface HostDetails {
  readonly host: HostView;
  /** What it said last; null: it runs no system that was installed here. */
  readonly life: HostLife | null;
  /** As set on this frontend. */
  readonly attributes: AttributeScopes;
  /** Oldest first. */
  readonly events: readonly { readonly timeSeconds: number; readonly kind: string; readonly text: string }[];
  /** Why there is no description, or what is wrong with it. */
  readonly problems: readonly string[];
  readonly rolls: readonly { readonly name: string; readonly color: string }[];
  readonly nodes: readonly { readonly name: string; readonly roll: string; readonly file: string }[];
  /** What it gets otherwise: packages, files, services, ... */
  readonly contents: readonly PageSection[];
}

/** `GET /cairn/rollouts`: those that go on and the last that are over, the newest first, with their hosts in order. */
export interface RolloutView
  extends Pick<
    Rollout,
    | 'id'
    | 'kind'
    | 'state'
    | 'reason'
    | 'atOnce'
    | 'stopAfter'
    | 'drainSeconds'
    | 'madeSeconds'
    | 'endedSeconds'
  > {
  readonly hosts: readonly Pick<RolloutHost, 'host' | 'wave' | 'step' | 'sinceSeconds' | 'why'>[];
}

/** `GET /cairn/releases`: one of this frontend's; hosts as a folded node set. */
export interface ReleaseView {
  readonly id: string;
  /** Of the recipe. */
  readonly name: string;
  readonly version: string;
  /** Whoever nothing else is said of gets it. */
  readonly isInUse: boolean;
  readonly gets: { readonly count: number; readonly hosts: string };
  readonly runs: { readonly count: number; readonly hosts: string };
}
