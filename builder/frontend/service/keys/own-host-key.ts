import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../../../io/mod.ts';
import type { FrontendConfig } from '../shared/config.ts';
import { nowInSeconds, planValidity } from './certify-host.ts';
import { signHostKey } from './ssh-certificate.ts';
import { publicLineOf } from './ssh-key.ts';

const HOST_KEY = 'ssh_host_ed25519_key';

/**
 * Lets hosts know the frontend by the cluster's authority, and the frontend its hosts: no side ever asks whether a
 * key is right.
 *
 * @param folder `/etc/ssh`
 * @param authorityKey private half of the cluster's authority
 * @returns false where there is no SSH server whose key could be signed
 */
export async function certifyFrontend(
  folder: string,
  authorityKey: string,
  config: FrontendConfig,
): Promise<boolean> {
  await trustAuthority(join(folder, 'ssh_known_hosts'), `${publicLineOf(authorityKey)} cluster`);
  const hostKey = join(folder, HOST_KEY);
  const hostPublicLine = await readFile(`${hostKey}.pub`, 'utf8').catch(() => undefined);
  if (hostPublicLine === undefined) return false;
  const { hostname, domain, address } = config;
  const certificate = signHostKey({
    authorityKey,
    hostPublicLine: hostPublicLine.trim(),
    identity: hostname,
    principals: [hostname, `${hostname}.${domain}`, address, 'localhost'],
    ...planValidity(nowInSeconds()),
  });
  await writeFileAtomic(`${hostKey}-cert.pub`, `${certificate}\n`);
  await writeFileAtomic(
    join(folder, 'sshd_config.d/60-cairn-host-certificate.conf'),
    `# Made by cairnd\nHostCertificate ${hostKey}-cert.pub\n`,
  );
  return true;
}

/** The authority is one line among those that the administrator may have; an older one of ours goes. */
async function trustAuthority(path: string, authority: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const others = text
    .split('\n')
    .filter((line) => line !== '' && !(line.startsWith('@cert-authority ') && line.endsWith(' cluster')));
  await writeFileAtomic(path, [...others, `@cert-authority * ${authority}`, ''].join('\n'));
}
