import { type MediumIdentity, RELEASE_KEYRING, SYSTEM_KEYRING } from '../../model/mod.ts';
import { SILENCE_SECONDS } from '../fetch/request.ts';
import { fetchSourceFile } from '../fetch/source-files.ts';
import type { Effects } from '../machine/effects.ts';
import { PATHS } from '../machine/paths.ts';
import type { Source } from '../machine/source.ts';
import { inTarget } from './target.ts';

const SOURCES = `${PATHS.target}/etc/apt/sources.list.d/cairn-install.sources`;
const APT_CONFIG = `${PATHS.target}/etc/apt/apt.conf.d/95cairn-install`;

/** Only while installing: speed where a power cut starts the installation over anyway. */
const APT_INSTALL_CONFIG = [
  'APT::Install-Recommends "false";',
  'APT::Keep-Downloaded-Packages "false";',
  'APT::Get::Assume-Yes "true";',
  'Acquire::Languages "none";',
  'Acquire::Retries "0";', // the installer asks again, by its one rule
  `Acquire::http::Timeout "${SILENCE_SECONDS}";`,
  'Dpkg::Use-Pty "false";',
  'Dpkg::Options { "--force-unsafe-io"; "--force-confdef"; "--force-confold"; };',
  '',
].join('\n');

/** Points apt in the installed system at the installation's own source. */
export function configureApt(effects: Effects, source: Source, { suite, components }: MediumIdentity): void {
  const key = RELEASE_KEYRING;
  fetchSourceFile(effects, source.url, key, `${PATHS.target}${SYSTEM_KEYRING}`);
  const stanza = [
    'Types: deb',
    `URIs: ${source.url}/distribution`,
    `Suites: ${suite}`,
    `Components: ${components.join(' ')}`,
    `Signed-By: ${SYSTEM_KEYRING}`,
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
