import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/** Makes `NAME.key` and `NAME.pem`, as the manual says it. @param kind for `openssl req -newkey` */
export function makeBootKey(dir: string, name: string, kind: readonly string[] = ['rsa:2048']): void {
  const [key, certificate] = [join(dir, `${name}.key`), join(dir, `${name}.pem`)];
  const make = ['req', '-x509', '-newkey', ...kind, '-nodes', '-days', '3650', '-subj', `/CN=${name}`];
  execFileSync('openssl', [...make, '-keyout', key, '-out', certificate], { stdio: 'pipe' });
}
