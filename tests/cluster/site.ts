import { PASSWORD_HASH } from '../install/site-stick.ts';

/** The private network of the cluster under test; nothing like the recipe's. */
export const ADDRESS = '10.77.0.1';
export const DOMAIN = 'test.example';

/** Answers of the place where the cluster stands. */
export function renderClusterSite(publicKey: string): string {
  return `cluster: testers
domain: ${DOMAIN}
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
