import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, withTempDir } from '../../../io/mod.ts';

/** A certificate with its key, PEM: what signs others. */
export interface CertificateAuthority {
  readonly key: string;
  readonly certificate: string;
}

/** What a certificate will say; times are seconds since 1970. */
export interface CertificateInput {
  /** Its common name, and all that its subject says. */
  readonly name: string;
  /** Hexadecimal digits, an even number of them, the first no 0. */
  readonly serial: string;
  readonly fromSeconds: number;
  readonly untilSeconds: number;
  /** Lines of openssl: "extendedKeyUsage=clientAuth". */
  readonly extensions: readonly string[];
}

/** A certificate that is not good any more. */
export interface RevokedCertificate {
  readonly name: string;
  readonly serial: string;
  readonly untilSeconds: number;
  readonly revokedSeconds: number;
}

const CONFIG = `[ca]
default_ca = cairn
[cairn]
dir = .
database = ./index.txt
serial = ./serial
crlnumber = ./crlnumber
new_certs_dir = .
certificate = ./authority.pem
private_key = ./key.pem
default_md = sha256
policy = policy
email_in_dn = no
copy_extensions = none
[policy]
commonName = supplied
`;

/**
 * Signs a request. Of the request only the key counts: name and extensions are those that are said here.
 *
 * @param request PEM; its own signature must be right
 * @returns the certificate, PEM
 * @throws {BuildError} COMMAND_MISSING, COMMAND_FAILED: openssl
 */
export function signRequest(
  authority: CertificateAuthority,
  request: string,
  { name, serial, fromSeconds, untilSeconds, extensions }: CertificateInput,
): Promise<string> {
  return withAuthority(authority, [], async (cwd) => {
    const write = (file: string, text: string): Promise<void> => writeFile(join(cwd, file), text);
    await write('serial', `${serial}\n`);
    await write('request.pem', request);
    await write('extensions.cnf', `${extensions.join('\n')}\n`);
    const times = ['-startdate', formatTime(fromSeconds), '-enddate', formatTime(untilSeconds)];
    const what = ['-in', 'request.pem', '-subj', `/CN=${name}`, '-extfile', 'extensions.cnf'];
    const argv = ['openssl', 'ca', '-batch', '-notext', '-config', 'openssl.cnf', ...times, ...what];
    return (await run(argv, { cwd })).stdout;
  });
}

/**
 * The signed list of certificates that are not good any more.
 *
 * @param nowSeconds when it is made: newer lists have greater numbers
 * @param days how long it may be used
 */
export function signRevocations(
  authority: CertificateAuthority,
  revoked: readonly RevokedCertificate[],
  nowSeconds: number,
  days: number,
): Promise<string> {
  return withAuthority(authority, revoked.map(lineOfIndex), async (cwd) => {
    const number = nowSeconds.toString(16);
    await writeFile(join(cwd, 'crlnumber'), `${number.length % 2 === 0 ? '' : '0'}${number}\n`);
    const argv = ['openssl', 'ca', '-gencrl', '-config', 'openssl.cnf', '-crldays', String(days)];
    return (await run(argv, { cwd })).stdout;
  });
}

/**
 * A certificate of an authority by itself.
 *
 * @param name its common name
 * @param extensions lines of openssl
 */
export function signItself(
  key: string,
  name: string,
  days: number,
  extensions: readonly string[],
): Promise<string> {
  return withKey(key, async (cwd) => {
    const said = extensions.flatMap((extension) => ['-addext', extension]);
    const argv = ['openssl', 'req', '-x509', '-new', '-key', 'key.pem', '-config', '/dev/null', ...said];
    return (await run([...argv, '-days', String(days), '-subj', `/CN=${name}`], { cwd })).stdout;
  });
}

/** In memory: no disk has seen the key. */
const MEMORY = '/dev/shm';

/** A folder for keys, which nobody else may look into, for the time of `work`. */
export function withSecretFolder<T>(work: (cwd: string) => Promise<T>): Promise<T> {
  return withTempDir(work, MEMORY);
}

function withKey<T>(key: string, work: (cwd: string) => Promise<T>): Promise<T> {
  return withSecretFolder(async (cwd) => {
    await writeFile(join(cwd, 'key.pem'), key, { mode: 0o600 });
    return work(cwd);
  });
}

function withAuthority<T>(
  { key, certificate }: CertificateAuthority,
  index: readonly string[],
  work: (cwd: string) => Promise<T>,
): Promise<T> {
  return withKey(key, async (cwd) => {
    await writeFile(join(cwd, 'openssl.cnf'), CONFIG);
    await writeFile(join(cwd, 'authority.pem'), certificate);
    await writeFile(join(cwd, 'index.txt'), index.map((line) => `${line}\n`).join(''));
    return work(cwd);
  });
}

/** Openssl's own table: R is revoked. Its years have two digits. */
function lineOfIndex({ name, serial, untilSeconds, revokedSeconds }: RevokedCertificate): string {
  const [until, revoked] = [untilSeconds, revokedSeconds].map((seconds) => formatTime(seconds).slice(2));
  return ['R', until, revoked, serial, 'unknown', `/CN=${name}`].join('\t');
}

/** "20261127063252Z". */
function formatTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/[-:T]|\.\d+/g, '');
}
