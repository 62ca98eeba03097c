/**
 * A release: one lock, one graph, one distribution, one base and boot files. A frontend holds several in
 * `/srv/cairn/releases/ID/`, each laid out as `cairn/` of a medium, with the medium's `install/` in it.
 */

/** What a frontend serves. */
export const SERVED_FOLDER = '/srv/cairn';

/** Below that: a folder for each release. */
export const RELEASES_FOLDER = 'releases';

/** In that folder: a link to the release that every host gets for which nothing else is said. */
export const RELEASE_IN_USE = 'current';

/** In a release: kernel, Debian's initrd, our overlay, and sums over them. */
export const RELEASE_BOOT_FOLDER = 'install';

/** What every machine of the release starts from: the kernel, and the initrds in their order. */
export const RELEASE_BOOT_FILES: readonly string[] = ['vmlinuz', 'initrd.gz', 'cairn.img'];

/** In a release and on a medium: the lock, whose digest names it. */
export const RELEASE_LOCK = 'recipe.lock';

/** In a release: the base system of every machine. */
export const BASE_SYSTEM = 'base.tar.zst';

/** In a release of a sealed disk: the same with all packages of an appliance unpacked in it, and names of what was asked for. */
export const APPLIANCE_BASES = {
  of: (appliance: string) => ({
    archive: `bases/${appliance}.tar.zst`,
    asked: `bases/${appliance}.packages`,
  }),
} as const;

/** In a release: the public keys that its machines trust. */
export const RELEASE_KEYRING = 'distribution/cairn-archive-keyring.pgp';

/** On an installed machine: the keys that its apt trusts for packages of releases. */
export const SYSTEM_KEYRING = '/usr/share/keyrings/cairn-archive-keyring.pgp';

/**
 * Beside the releases: what the place answered when the frontend was installed, no secret among it. It goes into the
 * graph of every release that is added.
 */
export const PLACE_FILE = 'place.json';

/**
 * Digits of a release's name: 48 bits. Two of a million releases have the same ones with a chance of one in 500; then the
 * second one is refused, since the whole digest is compared.
 */
const ID_LENGTH = 12;

/** The name of a release. @param digest of its lock: `id` of `medium.json` */
export function nameRelease(digest: string): string {
  return digest.slice(0, ID_LENGTH);
}

export function isReleaseId(text: string): boolean {
  return /^[0-9a-f]{12}$/.test(text);
}
