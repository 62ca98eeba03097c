import { type ReleaseList, renderReleaseList } from './release-list.ts';

/**
 * What the overlay knows of the release that it installs, in `/usr/share/cairn/trust.json`: by this an installer tells its own
 * packages from others, wherever they come from.
 */
export interface ReleasePledge {
  readonly format: 1;
  /** Fingerprint of the key that signs the list of the release. */
  readonly key: string;
  /** SHA-256 of that list without the overlay, which cannot name itself: see {@link renderPledged}. */
  readonly list: string;
}

/** The overlay's own path in the list of its release. */
export const OVERLAY_PATH = 'install/cairn.img';

/** The text whose digest the overlay has. */
export function renderPledged({ id, files }: ReleaseList): string {
  return renderReleaseList({ id, files: files.filter(({ path }) => path !== OVERLAY_PATH) });
}
