/** At the top of a medium that is one of several: which release it belongs to. */
export const DISC_FILE = 'disc.json';

const FURTHER = /-disc\d+\.iso$/;

/** File of a disc of a set, but for the first: that is `OUTPUT.iso`. @param output name of the build @param number from 2 */
export function nameFurtherDisc(output: string, number: number): string {
  return `${output}-disc${number}.iso`;
}

/** Whether a file of an output is the image that machines start from: the only one, or the first of a set. */
export function isFirstImage(name: string): boolean {
  return name.endsWith('.iso') && !FURTHER.test(name);
}

/**
 * `disc.json`: a release that is spread over several media, or what a later release has and an earlier one has not. Its files lie
 * at the paths that they have on a whole medium.
 */
export interface DiscIdentity {
  readonly format: 1;
  /** For people: "hpc 1.0", "minimal 0.1.0, disc 2 of 3". */
  readonly name: string;
  /** Digest of the lock of the release that its files belong to. */
  readonly id: string;
  /** The release that this one is laid over; without it, it is one of a set. */
  readonly over?: string;
  /** Which disc of a set it is, from 1, and how many there are. */
  readonly number: number;
  readonly count: number;
}
