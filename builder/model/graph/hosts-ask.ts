/**
 * A question about other hosts with everything that one machine says of it: the answer follows from a list of hosts
 * alone. Plain data, so that a machine can ask again later.
 */
export interface HostsAsk {
  /** Whom it is about; what is left out leaves them all. */
  readonly appliances?: readonly string[];
  readonly racks?: readonly string[];
  /** A condition over the values of each host, as it is written. */
  readonly where?: string;
  /** One that is not meant: the machine that asks. */
  readonly without?: string;
  /** What is said of each. */
  readonly field: string;
  /** Of the private network, for the field `fqdn`; left out where there is none. */
  readonly domain?: string;
  readonly isFirst?: true;
  readonly isCount?: true;
  readonly before: string;
  readonly after: string;
  readonly between: string;
  /** The answer stands between the quotes of JSON. */
  readonly quote?: 'json';
}

/** A piece of a text: as it is, or the answer to a question. */
export type TextPiece = string | HostsAsk;
