import type { Run } from '../../io/mod.ts';
import { BuildError, errorProblem, type Problem } from '../../model/mod.ts';
import type { PackageEntry } from '../types.ts';

/** Packages whose scripts write secrets, or that break the installer when they are there before it. */
const FORBIDDEN_PACKAGES: readonly (readonly [RegExp, string])[] = [
  [/^grub-(?!common$)/, 'grub-installer fails when a boot loader is installed before it'],
  [
    /^(?:openssh-server|ssl-cert|munge|postgresql(?:-\d+)?)$/,
    'its scripts would write one secret for all machines',
  ],
];

/** Paths that must not be in a base: secrets, and traces of the build host. */
const FORBIDDEN_PATHS: readonly (readonly [RegExp, string])[] = [
  [/^etc\/ssh\/ssh_host_/, 'SSH host keys'],
  [/^etc\/ssl\/private\/./, 'private keys'],
  [/^etc\/munge\/munge\.key$/, 'the munge key'],
  [/^var\/lib\/dbus\/machine-id$/, "a machine's identity"],
  [/^var\/lib\/systemd\/random-seed$/, 'random numbers of the build host'],
  [/^etc\/(?:hostname|resolv\.conf)$/, 'settings of the build host'],
  [
    /^etc\/apt\/(?:sources\.list$|sources\.list\.d\/.|apt\.conf$|apt\.conf\.d\/99)|^etc\/dpkg\/dpkg\.cfg\.d\/99/,
    'apt settings of the build host',
  ],
  [/^var\/log\/(?:apt\/.|dpkg\.log|bootstrap\.log|alternatives\.log)/, 'logs of the build'],
  [/^var\/cache\/apt\/(?:archives\/[^/]+\.deb|.*\.bin)$/, 'caches of the build'],
  [/^var\/lib\/apt\/lists\/[^/]+_/, 'package lists of the build'],
];

/**
 * Looks through a base system for what must not be the same on all machines.
 *
 * @throws {BuildError} BASE_CONTENT, one problem for each finding
 */
export async function checkBaseContent(
  run: Run,
  tar: string,
  packages: readonly PackageEntry[],
): Promise<void> {
  const listing = (await run(['tar', '--list', '--verbose', '--numeric-owner', '--file', tar])).stdout;
  const problems = [...checkBasePackages(packages), ...checkBaseListing(listing)];
  if (problems.length > 0) throw new BuildError(problems);
}

/** Findings among the package names. */
export function checkBasePackages(packages: readonly Pick<PackageEntry, 'name'>[]): Problem[] {
  return packages.flatMap(({ name }) =>
    FORBIDDEN_PACKAGES.filter(([pattern]) => pattern.test(name)).map(([, why]) =>
      errorProblem('BASE_CONTENT', `Cannot have package "${name}" in the base system: ${why}`),
    ),
  );
}

/** Findings in the output of `tar --list --verbose`. */
export function checkBaseListing(listing: string): Problem[] {
  const problems: Problem[] = [];
  for (const line of listing.split('\n')) {
    const entry = /^([-dlhcbp])\S+ +\S+ +(\d+) +\S+ +\S+ (.*)$/.exec(line);
    if (entry === null) continue;
    const [, type, sizeBytes, rest] = entry as unknown as [string, string, string, string];
    const path = rest.replace(/ (?:->|link to) .*$/, '').replace(/^\.?\/+/, '');
    if (type === 'd') continue;
    if (path === 'etc/machine-id' && sizeBytes !== '0') problems.push(found(path, "a machine's identity"));
    for (const [pattern, what] of FORBIDDEN_PATHS) if (pattern.test(path)) problems.push(found(path, what));
  }
  return problems;
}

function found(path: string, what: string): Problem {
  return errorProblem('BASE_CONTENT', `Cannot ship the base system: "/${path}" holds ${what}`);
}
