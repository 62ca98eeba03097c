import { randomBytes } from 'node:crypto';
import type { Host } from '../../../hosts/mod.ts';
import type { AttributeMap, SecretFile, SecretsAnswer } from '../../../model/mod.ts';
import { signHostKey } from '../keys/ssh-certificate.ts';
import { makeSshKey, publicLineOf } from '../keys/ssh-key.ts';
import type { ServiceContext } from '../shared/context.ts';
import { isServiceKey } from './tokens.ts';

/** The cluster's authority over host keys; its private half never leaves the frontend. */
export const AUTHORITY_KEY = 'service:ssh-host-authority';
const HOST_KEY = '/etc/ssh/ssh_host_ed25519_key';

/** Names of secret attributes that the cluster makes for itself when nobody sets them. */
export type GeneratedSecrets = () => Promise<readonly string[]>;

/** Everything that only this host may have. Host keys are made once, and are the same after every reinstallation. */
export async function answerSecrets(
  context: ServiceContext,
  host: Host,
  generated: GeneratedSecrets,
): Promise<SecretsAnswer> {
  const { state, config } = context;
  const privateText = await state.ensureKey(host.name, HOST_KEY, () => makeSshKey(host.name).privateText);
  const authorityKey = await ensureAuthority(context);
  const publicLine = `${publicLineOf(privateText)} ${host.name}`;
  const certificate = signHostKey({
    authorityKey,
    hostPublicLine: publicLine,
    identity: host.name,
    principals: [host.name, `${host.name}.${config.domain}`, host.address],
  });
  const authority = `@cert-authority * ${publicLineOf(authorityKey)} cluster`;
  return {
    format: 1,
    attributes: {
      global: await generateSecrets(context, generated),
      host: await secretAttributes(context, host),
    },
    files: {
      ...(await keptFiles(context, host)),
      [HOST_KEY]: plainFile(privateText, '0600'),
      [`${HOST_KEY}.pub`]: plainFile(`${publicLine}\n`, '0644'),
      [`${HOST_KEY}-cert.pub`]: plainFile(`${certificate}\n`, '0644'),
      '/etc/ssh/sshd_config.d/60-cairn-host-certificate.conf': plainFile(
        `HostKey ${HOST_KEY}\nHostCertificate ${HOST_KEY}-cert.pub\n`,
        '0644',
      ),
      '/etc/ssh/ssh_known_hosts': plainFile(`${authority}\n`, '0644'),
    },
    ...(host.disk === undefined ? {} : { disk: host.disk }),
    sshHostKeys: { '*': authority },
  };
}

/** The private half of the cluster's authority over host keys; made when it is first needed. */
export function ensureAuthority(context: Pick<ServiceContext, 'state'>): Promise<string> {
  return context.state.ensureKey('', AUTHORITY_KEY, () => makeSshKey('cluster').privateText);
}

/** Secret values of this host, each from its strongest scope. */
async function secretAttributes(context: ServiceContext, host: Host): Promise<AttributeMap> {
  const all = await context.state.attributesOf(host.name);
  return Object.fromEntries(
    all.filter(({ secret }) => secret).map(({ name, winner }) => [name, winner.value]),
  );
}

/** Keys of the whole cluster, as munge's: 32 random bytes as hexadecimal digits, the same for every host. */
async function generateSecrets(context: ServiceContext, generated: GeneratedSecrets): Promise<AttributeMap> {
  const values: Record<string, string> = {};
  for (const name of await generated()) values[name] = await ensureClusterSecret(context, name);
  return values;
}

/** One such secret; the frontend itself asks for it on its own socket. */
export function ensureClusterSecret(context: Pick<ServiceContext, 'state'>, name: string): Promise<string> {
  return context.state.ensureKey('', `service:attribute:${name}`, () => randomBytes(32).toString('hex'));
}

/** Keys that are named by an absolute path are files: the cluster's, and over them the host's own. */
async function keptFiles(context: ServiceContext, host: Host): Promise<Record<string, SecretFile>> {
  const keys = [...(await context.state.listKeys('')), ...(await context.state.listKeys(host.name))];
  const files = keys.filter(({ name }) => name.startsWith('/') && !isServiceKey(name));
  return Object.fromEntries(files.map(({ name, value }) => [name, plainFile(value, '0600')]));
}

function plainFile(content: string, mode: string): SecretFile {
  return { content, encoding: 'utf8', mode, owner: 'root:root' };
}
