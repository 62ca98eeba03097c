import type { AttributeScopes, PageSection } from '../../model/mod.ts';

/** What the service and the script of its page say to each other; `client/` reads these types in comments. */

/** A host as lists, streams and the web page show it. */
export interface HostView {
  readonly name: string;
  readonly appliance: string;
  readonly rack: number;
  readonly rank: number;
  readonly macs: readonly string[];
  readonly address: string;
  readonly action: string;
  readonly state: string;
  readonly phase: string;
  readonly percent: number;
  /** Seconds since 1970. */
  readonly since: number;
  readonly failures: number;
  readonly reason: string;
  /** Grows with every change: of two views the one with the greater number is newer. */
  readonly revision: number;
}

/** `GET /cairn/hosts/NAME`: one host with its description. Secrets are masked. */
export interface HostDetails {
  readonly host: HostView;
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
