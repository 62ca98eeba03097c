import { announce } from '../machine/announce.ts';
import { type Effects, INSTALL_LOG, lastLines } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { PATHS } from '../machine/paths.ts';
import type { Source } from '../machine/source.ts';
import { type AptRun, insistOnApt, waitFor } from './insist-on-apt.ts';
import { inTarget } from './target.ts';

const PACKAGES_LOG = `${PATHS.logs}/packages.log`;

/** How far apt is: 0 to 100, and a line for people. */
export type PackageProgress = (percent: number, text: string) => void;

/**
 * Reads the package lists, whose signature apt checks.
 *
 * @throws {InstallFailure} with the last words of apt
 */
export function readPackageLists(effects: Effects, source: Source, suite: string): void {
  const { status } = insistOnApt(effects, (log) => {
    waitFor(effects, `${source.url}/distribution/dists/${suite}/InRelease`, 'The list of package lists');
    // Otherwise an index that cannot be read is a warning
    const argv = ['apt-get', 'update', '-q', '-o', 'APT::Update::Error-Mode=any'];
    return { status: inTarget(effects, argv, { log }), wasFetching: true };
  });
  if (status !== 0)
    throw new InstallFailure(
      'The package lists cannot be read (apt-get update)',
      lastLines(effects, INSTALL_LOG).join('\n'),
    );
  announce(effects, 'The package lists are read');
}

/**
 * Installs packages in one run of apt, begun again when packages could not be fetched.
 *
 * The initramfs is not made by each package that would like to (minutes each), but once, afterwards.
 *
 * @param words names, as apt takes them: what is not wanted with a `-` at its end
 * @throws {InstallFailure} with the last words of apt and dpkg
 */
export function installPackages(
  effects: Effects,
  words: readonly string[],
  onProgress: PackageProgress,
): void {
  const tell = quarterTeller(effects);
  const say: PackageProgress = (percent, text) => {
    tell(percent);
    onProgress(percent, text);
  };
  const { status, failures } = insistOnApt(effects, (log) => runInstall(effects, words, say, log));
  if (status !== 0)
    throw new InstallFailure(
      `The packages cannot be installed (apt-get: status ${status})`,
      [
        ...failures,
        'The last lines of apt and dpkg:',
        ...lastLines(effects, PACKAGES_LOG),
        ...lastLines(effects, INSTALL_LOG),
      ].join('\n'),
    );
}

/** The longest stage says on every console that it goes on. */
function quarterTeller(effects: Effects): (percent: number) => void {
  let told = 0;
  return (percent) => {
    const quarter = Math.floor(percent / 25) * 25;
    if (quarter <= told || quarter >= 100) return;
    told = quarter;
    announce(effects, `Packages: ${quarter} %`);
  };
}

/**
 * What makes programs in the target not wait for the disk: `closeSystem` writes everything once. The library lies where the
 * installed system has a file system of its own in memory, and is gone with it. A trial in a container has none.
 */
function withoutSync(effects: Effects): Readonly<Record<string, string>> {
  if (!effects.exists(PATHS.eatmydata)) return {};
  const inside = '/run/libeatmydata.so';
  effects.run(['cp', PATHS.eatmydata, `${PATHS.target}${inside}`]);
  return { LD_PRELOAD: inside };
}

interface InstallRun extends AptRun {
  readonly failures: readonly string[];
}

function runInstall(
  effects: Effects,
  words: readonly string[],
  onProgress: PackageProgress,
  log: string,
): InstallRun {
  const failures: string[] = [];
  let wasFetching = false;
  const status = inTarget(effects, ['apt-get', 'install', '-q', '-o', 'APT::Status-Fd=3', ...words], {
    log,
    statusDescriptor: true,
    env: { INITRD: 'No', ...withoutSync(effects) },
    onLine(line) {
      const [kind, name = '', percent = '', text = ''] = line.split(':');
      if (kind === 'dlstatus' || kind === 'pmstatus') wasFetching = kind === 'dlstatus';
      if (kind === 'dlstatus') onProgress(Number(percent) * 0.15, 'Reading packages');
      else if (kind === 'pmstatus') onProgress(15 + Number(percent) * 0.85, text);
      else if (kind === 'pmerror') failures.push(`${name}: ${text}`);
      else effects.append(PACKAGES_LOG, `${line}\n`);
      if (line.startsWith('E: ')) failures.push(line.slice(3));
    },
  });
  return { status, failures, wasFetching };
}
