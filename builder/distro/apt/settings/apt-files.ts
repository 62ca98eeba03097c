import { type AptConfig, findAptSetting } from '../../../io/mod.ts';
import { fail } from '../../../model/mod.ts';
import { isSecuritySuite } from '../../security-suite.ts';
import type { Mirrors, OsArchive } from '../../types.ts';

/** How a machine reaches its servers is its administrator's business: these settings are taken over. */
const CARRIED =
  /^Acquire::(?:https?|ftp)(?:::|$)|^Acquire::(?:Retries|ForceIPv4|ForceIPv6|Check-Valid-Until|Check-Date|(?:Max|Min)-ValidTime|Queue-Mode|Send-URI-Encoded)/i;

/** Whether a setting of the host's apt holds for builds too. */
export function isCarried(name: string): boolean {
  return CARRIED.test(name);
}

/** Settings of an isolated apt: nothing but transport is taken from the host. `dir` holds everything. @throws {BuildError} FILE_UNWRITABLE */
export function renderAptConfig(dir: string, arch: string, host: AptConfig): string {
  if (/["\n]/.test(dir)) {
    const message = `Cannot keep package lists in "${dir}": apt takes no path with a quotation mark`;
    fail('FILE_UNWRITABLE', message, undefined, 'Name another cache: --cache, CAIRN_CACHE');
  }
  const settings: [string, string][] = [
    ['Dir::Etc::main', '/dev/null'],
    ['Dir::Etc::parts', '/dev/null'],
    ['Dir::Etc::preferences', `${dir}/preferences`],
    ['Dir::Etc::preferencesparts', '/dev/null'],
    ['Dir::Etc::sourcelist', `${dir}/archive.sources`],
    ['Dir::Etc::sourceparts', '/dev/null'],
    ['Dir::State', `${dir}/state`],
    ['Dir::State::status', `${dir}/state/status`],
    ['Dir::State::Lists', `${dir}/lists`],
    ['Dir::Cache', `${dir}/cache`],
    ['Dir::Cache::srcpkgcache', ''],
    ['Dir::Log', `${dir}/log`],
    ['APT::Architecture', arch],
    ['APT::Install-Recommends', 'false'],
    ['APT::Install-Suggests', 'false'],
    ['APT::Sandbox::User', 'root'],
    ['APT::Solver', 'internal'],
    ['APT::Update::Error-Mode', 'any'],
    ['APT::Cmd::Disable-Script-Warning', 'true'],
    ['Acquire::Languages', 'none'],
    ['Acquire::GzipIndexes', 'false'],
    ['Acquire::AllowInsecureRepositories', 'false'],
    ['Acquire::AllowWeakRepositories', 'false'],
    ['Acquire::IndexTargets::deb::DEP-11::DefaultEnabled', 'false'],
    ['Debug::NoLocking', 'true'],
  ];
  for (const name of host.keys()) {
    const value = isCarried(name) ? findAptSetting(host, name) : undefined;
    if (value !== undefined) settings.push([name, value]);
  }
  const lines = settings.map(([name, value]) => `${name} "${value}";\n`);
  return `#clear APT::Architectures;\nAPT::Architectures { "${arch}"; };\n${lines.join('')}`;
}

/** `*-security` suites live at an address of their own. @throws {BuildError} MIRROR_MISSING */
export function mirrorsOfSuite(suite: string, mirrors: Mirrors): readonly string[] {
  const found = isSecuritySuite(suite) ? mirrors.security : mirrors.archive;
  if (found.length === 0) {
    fail(
      'MIRROR_MISSING',
      `Cannot find a mirror for the suite "${suite}"`,
      undefined,
      'Add it to the sources of apt on this machine, or name both: CAIRN_MIRROR=URL,SECURITY_URL',
    );
  }
  return found;
}

/** Sources of an operating system's roll: only signed indexes, only from the first address of each suite. @param signedBy of `renderSignedBy` */
export function renderAptSources(os: OsArchive, arch: string, signedBy: string, mirrors: Mirrors): string {
  const paragraphs = os.suites.map(
    (suite) =>
      `Types: deb\nURIs: ${mirrorsOfSuite(suite, mirrors)[0]}\nSuites: ${suite}\n` +
      `Components: ${os.components.join(' ')}\nArchitectures: ${arch}\n${signedBy}`,
  );
  return paragraphs.join('\n');
}

/** Above the archive's own preference of 500; a version that is newer elsewhere gives way too. */
const CHOSEN_PRIORITY = 990;

/** Apt's preferences: what a recipe wants from one suite. Empty: apt chooses as it does by itself. */
export function renderPreferences({ chosen = {} }: OsArchive): string {
  const paragraphs = Object.entries(chosen).map(
    ([suite, names]) =>
      `Package: ${[...names].sort().join(' ')}\nPin: release n=${suite}\nPin-Priority: ${CHOSEN_PRIORITY}\n`,
  );
  return paragraphs.join('\n');
}
