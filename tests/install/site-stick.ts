import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createDisk } from '../../builder/try/qemu/qemu.ts';

/** Root's password on machines under test. */
export const PASSWORD = 'cairn-test';
export const PASSWORD_HASH =
  '$6$cairntest$efnSN2nYySfNLv6jFUyvVmbGtlFpvWB.DI7AvZkTi5iGt9VH/z8b78ydvWvFrcWhStUpb.dQMvaPhhfkeq0Ro/';

/** A key pair made for one test. */
export interface KeyPair {
  readonly privateKey: string;
  readonly publicKey: string;
}

/** Makes an SSH key pair with OpenSSH itself. */
export function createKeyPair(folder: string): KeyPair {
  const path = join(folder, 'key');
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'test', '-f', path]);
  const read = (file: string): string => execFileSync('cat', [file], { encoding: 'utf8' });
  return { privateKey: read(path), publicKey: read(`${path}.pub`).trim() };
}

/** The private address of the frontend under test; nothing like the recipe's. */
export const ADDRESS = '10.77.0.1';

/** The answers of the place under test; every one differs from what the recipe says. */
export function renderPlace(publicKey: string): string {
  return `cluster: testers
domain: test.example
timezone: Europe/Paris
rootPassword: "${PASSWORD_HASH}"
sshKeys:
  - ${publicKey}
frontend:
  hostname: head
  private:
    address: ${ADDRESS}/24
`;
}

/** The same place with an administrator beside root. */
export function renderSite(publicKey: string): string {
  return `${renderPlace(publicKey)}attributes:
  global:
    admin_user: ada
`;
}

/** Makes a USB stick labelled CAIRN that holds a site.yaml. */
export function createSiteStick(folder: string, site: string): string {
  const path = createDisk(join(folder, 'stick.img'), 8 * 2 ** 20);
  const file = join(folder, 'site.yaml');
  writeFileSync(file, site);
  execFileSync('mkfs.fat', ['-n', 'CAIRN', path]);
  execFileSync('mcopy', ['-i', path, file, '::site.yaml']);
  return path;
}
