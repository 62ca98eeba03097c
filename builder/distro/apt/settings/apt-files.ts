import { type AptConfig, findAptSetting } from '../../../io/mod.ts';
import { fail } from '../../../model/mod.ts';
import type { Mirrors, OsArchive } from '../../types.ts';

/** How a machine reaches its servers is its administrator's business: these settings are taken over. */
const CARRIED =
  /^Acquire::(?:https?|ftp)(?:::|$)|^Acquire::(?:Retries|ForceIPv4|ForceIPv6|Check-Valid-Until|Check-Date|(?:Max|Min)-ValidTime|Queue-Mode|Send-URI-Encoded)/i;

/** Settings of an isolated apt: nothing but transport is taken from the host. `dir` holds everything. */
export function renderAptConfig(dir: string, arch: string, host: AptConfig): string {
  const settings: [string, string][] = [
    ['Dir::Etc::main', '/dev/null'],
    ['Dir::Etc::parts', '/dev/null'],
    ['Dir::Etc::preferences', '/dev/null'],
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
    const value = CARRIED.test(name) ? findAptSetting(host, name) : undefined;
    if (value !== undefined) settings.push([name, value]);
  }
  const lines = settings.map(([name, value]) => `${name} "${value}";\n`);
  return `#clear APT::Architectures;\nAPT::Architectures { "${arch}"; };\n${lines.join('')}`;
}

/** `*-security` suites live at an address of their own. @throws {BuildError} MIRROR_MISSING */
export function mirrorsOfSuite(suite: string, mirrors: Mirrors): readonly string[] {
  const found = /(?:-security|\/updates)$/.test(suite) ? mirrors.security : mirrors.archive;
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

/** Sources of an operating system's roll: only signed indexes, only from the first address of each suite. */
export function renderAptSources(os: OsArchive, arch: string, keyring: string, mirrors: Mirrors): string {
  const paragraphs = os.suites.map(
    (suite) =>
      `Types: deb\nURIs: ${mirrorsOfSuite(suite, mirrors)[0]}\nSuites: ${suite}\n` +
      `Components: ${os.components.join(' ')}\nArchitectures: ${arch}\nSigned-By: ${keyring}\n`,
  );
  return paragraphs.join('\n');
}
