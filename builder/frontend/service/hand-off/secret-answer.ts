import { randomBytes } from 'node:crypto';
import {
  attributesFromState,
  factsOfHost,
  type Host,
  type HostFacts,
  identityOfHost,
  type StoredAttribute,
} from '../../../hosts/mod.ts';
import {
  type AttributeMap,
  type AttributeScopes,
  type GraphValues,
  HOST_KEY_PATH,
  INSTALLER_SECRETS,
  type ResolvedAttributes,
  type SecretFile,
  type SecretsAnswer,
} from '../../../model/mod.ts';
import { certifyHost, ensureAuthority } from '../keys/certify-host.ts';
import { makeSshKey, publicLineOf } from '../keys/ssh-key.ts';
import { frontendFacts } from '../shared/config.ts';
import type { ServiceContext } from '../shared/context.ts';
import type { GraphReader } from '../web/graph-reader.ts';
import { isServiceKey } from './tokens.ts';

/** What the graph that a machine is made of says about values and about who uses them. */
export type SecretsGraph = Pick<GraphReader, 'values' | 'reads'>;

/** Everything that only this host may have. Host keys are made once, and are the same after every reinstallation. */
export async function answerSecrets(
  context: ServiceContext,
  host: Host,
  graph: SecretsGraph,
): Promise<SecretsAnswer> {
  const { state } = context;
  const privateText = await state.ensureKey(
    host.name,
    HOST_KEY_PATH,
    () => makeSshKey(host.name).privateText,
  );
  const authorityKey = await ensureAuthority(context);
  const publicLine = `${publicLineOf(privateText)} ${host.name}`;
  const certificate = await certifyHost(context, host, publicLine);
  const authority = `@cert-authority * ${publicLineOf(authorityKey)} cluster`;
  return {
    format: 1,
    attributes: await usedSecrets(context, host, graph),
    files: {
      ...(await keptFiles(context, host)),
      [HOST_KEY_PATH]: plainFile(privateText, '0600'),
      [`${HOST_KEY_PATH}.pub`]: plainFile(`${publicLine}\n`, '0644'),
      [`${HOST_KEY_PATH}-cert.pub`]: plainFile(`${certificate}\n`, '0644'),
      '/etc/ssh/sshd_config.d/60-cairn-host-certificate.conf': plainFile(
        `HostKey ${HOST_KEY_PATH}\nHostCertificate ${HOST_KEY_PATH}-cert.pub\n`,
        '0644',
      ),
      '/etc/ssh/ssh_known_hosts': plainFile(`${authority}\n`, '0644'),
    },
    ...(host.disk === undefined ? {} : { disk: host.disk }),
  };
}

/**
 * Secret values that this host's description uses, and no others: a conditional node decides by the host's own values.
 * A key that nobody has set is made, and is the same for every host that uses it.
 */
async function usedSecrets(
  context: ServiceContext,
  host: Host,
  graph: SecretsGraph,
): Promise<Pick<AttributeScopes, 'global' | 'host'>> {
  const resolved = await resolveWithKeys(context, await graph.values(), factsOfHost(host));
  const reads = await graph.reads(host.appliance, resolved);
  const used = [...resolved.values()].filter(
    // A secret that loses against an open value is nobody's business.
    ({ name, winner }) => winner.secret && (reads.has(name) || INSTALLER_SECRETS.includes(name)),
  );
  const global: Record<string, string> = {};
  const own: Record<string, string> = {};
  for (const { name, value } of used) {
    if (value === UNSET_KEY) global[name] = await ensureClusterSecret(context, name);
    else own[name] = value;
  }
  return { global, host: own };
}

/** What a machine gets, with `UNSET_KEY` in the place of each key of the cluster that nobody has set. */
export async function resolveWithKeys(
  { state }: Pick<ServiceContext, 'state'>,
  values: GraphValues,
  host: HostFacts,
): Promise<ResolvedAttributes> {
  const stored = await state.attributesOf(identityOfHost(host, values.os));
  const unset = listGeneratedSecrets(values).map(
    (name): StoredAttribute => ({ scope: 'global', subject: '', name, value: UNSET_KEY, secret: true }),
  );
  return attributesFromState(values, host, [...unset, ...stored]);
}

/** Names of secret attributes of `type: key`: the cluster makes them for itself when nobody sets them. */
export function listGeneratedSecrets({ declarations }: GraphValues): readonly string[] {
  const keys = declarations.filter(({ secret, type }) => secret === true && type === 'key');
  return [...new Set(keys.map(({ name }) => name))].sort();
}

/** Stands for a key that nobody has set; no value of a key has this form. */
const UNSET_KEY = '(made when it is used)';

/** 32 random bytes as hexadecimal digits. */
function ensureClusterSecret({ state }: Pick<ServiceContext, 'state'>, name: string): Promise<string> {
  return state.ensureKey('', clusterKeyName(name), () => randomBytes(32).toString('hex'));
}

/** Under which name the state keeps a key of the cluster that nobody has set. */
export function clusterKeyName(attribute: string): string {
  return `service:attribute:${attribute}`;
}

/** Such secrets as the frontend itself has them: what somebody set for it, else what hosts have. None is made. */
export async function findOwnSecrets(
  context: Pick<ServiceContext, 'config' | 'state'>,
  values: GraphValues,
  names: readonly string[],
): Promise<AttributeMap> {
  const resolved = await resolveWithKeys(context, values, frontendFacts(context.config));
  const made = new Map((await context.state.listKeys('')).map(({ name, value }) => [name, value]));
  const found = names.map((name) => {
    const { value = UNSET_KEY, winner } = resolved.get(name) ?? {};
    const isSet = winner?.secret === true && value !== UNSET_KEY;
    return [name, isSet ? value : made.get(clusterKeyName(name))] as const;
  });
  return Object.fromEntries(found.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** One of them, for a program of the frontend that uses it: what nobody set is made then. */
export async function readOwnSecret(
  context: Pick<ServiceContext, 'config' | 'state'>,
  values: GraphValues,
  name: string,
): Promise<string> {
  return (await findOwnSecrets(context, values, [name]))[name] ?? (await ensureClusterSecret(context, name));
}

/** Keys that are named by an absolute path are files: the cluster's, and over them the host's own. */
async function keptFiles(context: ServiceContext, host: Host): Promise<Record<string, SecretFile>> {
  const keys = [...(await context.state.listKeys('')), ...(await context.state.listKeys(host.name))];
  const files = keys.filter(({ name }) => name.startsWith('/') && !isServiceKey(name));
  return Object.fromEntries(files.map(({ name, value }) => [name, plainFile(value, '0600')]));
}

function plainFile(content: string, mode: string): SecretFile {
  return { content, mode, owner: 'root:root' };
}
