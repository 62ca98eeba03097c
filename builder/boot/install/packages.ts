import type { Profile } from '../../model/mod.ts';
import { type Effects, INSTALL_LOG, lastLines } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { wgetWords } from '../machine/fetch.ts';
import { PATHS } from '../machine/paths.ts';
import type { Source } from '../machine/source.ts';
import { inTarget } from './target.ts';

const KEYRING = '/usr/share/keyrings/cairn-archive-keyring.pgp';
const SOURCES = `${PATHS.target}/etc/apt/sources.list.d/cairn-install.sources`;
const APT_CONFIG = `${PATHS.target}/etc/apt/apt.conf.d/95cairn-install`;

/** Only while installing: speed where a power cut starts the installation over anyway. */
const APT_INSTALL_CONFIG = [
  'APT::Install-Recommends "false";',
  'APT::Keep-Downloaded-Packages "false";',
  'APT::Get::Assume-Yes "true";',
  'Acquire::Languages "none";',
  'Acquire::Retries "3";',
  'Dpkg::Use-Pty "false";',
  'Dpkg::Options { "--force-unsafe-io"; "--force-confdef"; "--force-confold"; };',
  '',
].join('\n');

/** Points apt in the installed system at the installation's own source. */
export function configureApt(effects: Effects, source: Source, suite: string): void {
  const url = `${source.url}/distribution/cairn-archive-keyring.pgp`;
  const key = effects.run(wgetWords(url, `${PATHS.target}${KEYRING}`));
  if (key !== 0) throw new InstallFailure(`The key of the distribution cannot be read from "${source.url}"`);
  const stanza = [
    'Types: deb',
    `URIs: ${source.url}/distribution`,
    `Suites: ${suite}`,
    'Components: main',
    `Signed-By: ${KEYRING}`,
  ];
  effects.write(SOURCES, `${stanza.join('\n')}\n`);
  effects.write(APT_CONFIG, APT_INSTALL_CONFIG);
}

/** The installation's source is gone after the restart; the graph says where packages come from then. */
export function forgetInstallSource(effects: Effects): void {
  effects.remove(SOURCES);
  effects.remove(APT_CONFIG);
  inTarget(effects, ['apt-get', 'clean']);
}

const PACKAGES_LOG = `${PATHS.logs}/packages.log`;

/** apt closes its status descriptor for package scripts: it must not be their standard output. */
const WITH_STATUS = ['sh', '-c', 'exec "$@" 3>&1', 'sh'];

/** A frontend that restarts is back by then. One process of apt never asks an address again that refused it once. */
const TRIES = 12;
const WAIT_MS = 5_000;

/** How far apt is: 0 to 100, and a line for people. */
export type PackageProgress = (percent: number, text: string) => void;

/**
 * Installs every package of the profile in one run of apt, begun again when packages could not be fetched.
 *
 * The initramfs is not made by each package that would like to (minutes each), but once, afterwards.
 *
 * @throws {InstallFailure} with the last words of apt and dpkg
 */
export function installPackages(effects: Effects, profile: Profile, onProgress: PackageProgress): void {
  const indexes = insist(
    effects,
    // Otherwise an index that cannot be read is a warning
    () => inTarget(effects, ['apt-get', 'update', '-q', '-o', 'APT::Update::Error-Mode=any']),
    (status) => status !== 0,
  );
  if (indexes !== 0)
    throw new InstallFailure(
      'The package lists cannot be read (apt-get update)',
      lastLines(effects, INSTALL_LOG).join('\n'),
    );
  const { status, failures } = insist(
    effects,
    () => runInstall(effects, profile, onProgress),
    (run) => run.status !== 0 && run.wasFetching,
  );
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

/** Begins something anew while its result asks for that, for a minute. @returns the last result */
function insist<T>(effects: Effects, attempt: () => T, again: (result: T) => boolean): T {
  for (let tries = 1; ; tries += 1) {
    const result = attempt();
    if (!again(result) || tries === TRIES) return result;
    effects.append(PACKAGES_LOG, `apt could not fetch something; try ${tries + 1} of ${TRIES}\n`);
    effects.sleep(WAIT_MS);
  }
}

interface InstallRun {
  readonly status: number;
  readonly failures: readonly string[];
  /** It ended while packages came, before any was unpacked. */
  readonly wasFetching: boolean;
}

function runInstall(effects: Effects, profile: Profile, onProgress: PackageProgress): InstallRun {
  const names = profile.packages.enabled.map((item) => (item.meta ? `${item.name.slice(1)}^` : item.name));
  const against = profile.packages.disabled.map((item) => `${item.name.replace(/^@/, '')}-`);
  const failures: string[] = [];
  let wasFetching = false;
  const status = inTarget(
    effects,
    [...WITH_STATUS, 'apt-get', 'install', '-q', '-o', 'APT::Status-Fd=3', ...names, ...against],
    {
      env: { INITRD: 'No' },
      onLine(line) {
        const [kind, name = '', percent = '', text = ''] = line.split(':');
        if (kind === 'dlstatus' || kind === 'pmstatus') wasFetching = kind === 'dlstatus';
        if (kind === 'dlstatus') onProgress(Number(percent) * 0.15, 'Reading packages');
        else if (kind === 'pmstatus') onProgress(15 + Number(percent) * 0.85, text);
        else if (kind === 'pmerror') failures.push(`${name}: ${text}`);
        else effects.append(PACKAGES_LOG, `${line}\n`);
        if (line.startsWith('E: ')) failures.push(line.slice(3));
      },
    },
  );
  return { status, failures, wasFetching };
}
