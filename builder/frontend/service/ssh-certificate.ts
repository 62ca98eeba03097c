import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, withTempDir } from '../../io/mod.ts';

/** What a host certificate says. */
export interface HostCertificateInput {
  readonly authorityKey: string;
  readonly hostPublicLine: string;
  /** Who it is for, as sshd logs it. */
  readonly identity: string;
  /** Names and addresses under which the host is reached. */
  readonly principals: readonly string[];
}

/**
 * Signs a host's key with the cluster's authority: every machine that knows the authority then knows the host, also
 * those that are installed later, and nothing has to be told to anybody.
 *
 * @returns the certificate, one line
 * @throws {BuildError} COMMAND_FAILED, COMMAND_MISSING: ssh-keygen
 */
export async function signHostKey(input: HostCertificateInput): Promise<string> {
  return withTempDir(async (folder) => {
    await writeFile(join(folder, 'authority'), input.authorityKey, { mode: 0o600 });
    await writeFile(join(folder, 'host.pub'), `${input.hostPublicLine}\n`);
    await run([
      ...['ssh-keygen', '-q', '-s', join(folder, 'authority'), '-h', '-I', input.identity],
      ...['-n', input.principals.join(','), join(folder, 'host.pub')],
    ]);
    return (await readFile(join(folder, 'host-cert.pub'), 'utf8')).trim();
  });
}
