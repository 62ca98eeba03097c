/** Licences of the SPDX list by Debian's short names, in small letters and without a version's `.0` at its end and `+`. */
const NAMES: Readonly<Record<string, string>> = {
  'afl-2': 'AFL-2.0',
  'afl-2.1': 'AFL-2.1',
  'apache-2': 'Apache-2.0',
  'apache-1.1': 'Apache-1.1',
  artistic: 'Artistic-1.0-Perl',
  'artistic-1': 'Artistic-1.0',
  'artistic-2': 'Artistic-2.0',
  '0bsd': '0BSD',
  beerware: 'Beerware',
  'bsd-1-clause': 'BSD-1-Clause',
  'bsd-2-clause': 'BSD-2-Clause',
  'bsd-3-clause': 'BSD-3-Clause',
  'bsd-4-clause': 'BSD-4-Clause',
  'bsd-4-clause-uc': 'BSD-4-Clause-UC',
  'bzip2-1.0.6': 'bzip2-1.0.6',
  'boost-1': 'BSL-1.0',
  'bsl-1': 'BSL-1.0',
  'cc0-1': 'CC0-1.0',
  cc0: 'CC0-1.0',
  'cc-by-2': 'CC-BY-2.0',
  'cc-by-2.5': 'CC-BY-2.5',
  'cc-by-3': 'CC-BY-3.0',
  'cc-by-4': 'CC-BY-4.0',
  'cc-by-sa-2': 'CC-BY-SA-2.0',
  'cc-by-sa-2.5': 'CC-BY-SA-2.5',
  'cc-by-sa-3': 'CC-BY-SA-3.0',
  'cc-by-sa-4': 'CC-BY-SA-4.0',
  'cddl-1': 'CDDL-1.0',
  'cpl-1': 'CPL-1.0',
  curl: 'curl',
  'epl-1': 'EPL-1.0',
  'epl-2': 'EPL-2.0',
  'eupl-1.1': 'EUPL-1.1',
  'eupl-1.2': 'EUPL-1.2',
  expat: 'MIT',
  fsfap: 'FSFAP',
  fsful: 'FSFUL',
  fsfullr: 'FSFULLR',
  ftl: 'FTL',
  ijg: 'IJG',
  isc: 'ISC',
  'lppl-1.3c': 'LPPL-1.3c',
  mit: 'MIT',
  'mit/x11': 'MIT',
  'mit-0': 'MIT-0',
  'mpl-1.1': 'MPL-1.1',
  'mpl-2': 'MPL-2.0',
  ncsa: 'NCSA',
  ntp: 'NTP',
  'ofl-1.1': 'OFL-1.1',
  'oldap-2.8': 'OLDAP-2.8',
  openssl: 'OpenSSL',
  postgresql: 'PostgreSQL',
  'psf-2': 'PSF-2.0',
  'python-2': 'Python-2.0',
  'qpl-1': 'QPL-1.0',
  ruby: 'Ruby',
  sleepycat: 'Sleepycat',
  'unicode-dfs-2016': 'Unicode-DFS-2016',
  unlicense: 'Unlicense',
  vim: 'Vim',
  w3c: 'W3C',
  'wtfpl-2': 'WTFPL',
  wtfpl: 'WTFPL',
  x11: 'X11',
  zlib: 'Zlib',
  'zpl-2.1': 'ZPL-2.1',
};

/** Families of the GNU project by Debian's short name, with the versions that the SPDX list has. */
const GNU: Readonly<Record<string, readonly [id: string, versions: readonly string[]]>> = {
  gpl: ['GPL', ['1.0', '2.0', '3.0']],
  lgpl: ['LGPL', ['2.0', '2.1', '3.0']],
  agpl: ['AGPL', ['3.0']],
  gfdl: ['GFDL', ['1.1', '1.2', '1.3']],
};

/** Exceptions of the SPDX list by Debian's names; some have a number of their own for each GPL. */
const EXCEPTIONS: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {
  autoconf: { 'GPL-2.0-or-later': 'Autoconf-exception-2.0', 'GPL-3.0-or-later': 'Autoconf-exception-3.0' },
  bison: 'Bison-exception-2.2',
  classpath: 'Classpath-exception-2.0',
  font: 'Font-exception-2.0',
  libtool: 'Libtool-exception',
  'linux-syscall-note': 'Linux-syscall-note',
  llvm: 'LLVM-exception',
};

/**
 * A licence that Debian calls so, in the words of the SPDX list: `GPL-2+ with Libtool exception` is
 * `GPL-2.0-or-later WITH Libtool-exception`. Undefined where the list has it not.
 */
export function findSpdxLicence(name: string): string | undefined {
  const [, licence, exception] = /^(\S+)\s+with\s+(\S+?)(?:[\s-]exceptions?)?$/i.exec(name) ?? [];
  if (licence === undefined || exception === undefined) return findPlainLicence(name);
  const id = findPlainLicence(licence);
  const found = EXCEPTIONS[exception.toLowerCase()];
  const known = typeof found === 'object' ? found[id ?? ''] : found;
  return id === undefined || known === undefined ? undefined : `${id} WITH ${known}`;
}

function findPlainLicence(name: string): string | undefined {
  const text = name.toLowerCase().replace(/\.0(?=\+?$)/, '');
  const gnu = /^(gpl|lgpl|agpl|gfdl)(-niv)?-(\d(?:\.\d)?)(\+?)$/.exec(text);
  if (gnu === null) return NAMES[text];
  const [, family, invariant, number, later] = gnu as unknown as readonly [string, string, ...string[]];
  const [id, versions] = GNU[family]!;
  const version = number!.includes('.') ? number! : `${number}.0`;
  if (!versions.includes(version)) return undefined;
  const fixed = invariant === undefined ? '' : '-no-invariants';
  if (fixed !== '' && id !== 'GFDL') return undefined;
  return `${id}-${version}${fixed}-${later === '+' ? 'or-later' : 'only'}`;
}
