import { nameAsker, type Profile } from '../../graph/mod.ts';
import {
  errorProblem,
  hasSystemAccount,
  type Origin,
  type Problem,
  placeOfOrigin,
  type Setting,
  warningProblem,
} from '../../model/mod.ts';
import { parseOptions } from '../../render/options/parse-options.ts';
import type { SettingFile } from '../../render/settings/setting-file.ts';
import { STORAGE_KINDS } from '../../render/storage/parse-directive.ts';

/** Packages of Debian of which one is needed for a type of file systems. */
const MOUNT_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  nfs: ['nfs-common', 'nfs-kernel-server'],
  nfs4: ['nfs-common', 'nfs-kernel-server'],
  cifs: ['cifs-utils'],
  smb3: ['cifs-utils'],
  ceph: ['ceph-common'],
  glusterfs: ['glusterfs-client', 'glusterfs-server'],
  'fuse.sshfs': ['sshfs'],
};

/** What settings refer to and nobody brings, and what they say against something else. */
export function checkSettings(profile: Profile, files: readonly SettingFile[]): readonly Problem[] {
  return [
    ...checkPackages(profile),
    ...checkAccounts(profile),
    ...checkPlaces(profile),
    ...checkFiles(profile, files),
  ];
}

function checkPackages({
  mounts = [],
  exports = [],
  certificates = [],
  trusts = [],
  packages,
}: Profile): readonly Problem[] {
  const enabled = new Set(packages.enabled.map(({ name }) => name));
  const check = (what: string, { by }: Setting, needed: readonly string[]): readonly Problem[] => {
    if (needed.length === 0 || needed.some((name) => enabled.has(name))) return [];
    const message = `${what} needs the package "${needed[0]}", which no node asks for`;
    const hint = `Write <package>${needed[0]}</package> into the node`;
    return [errorProblem('SETTING_PACKAGE', message, placeOfOrigin(by[0]!), hint)];
  };
  return [
    ...mounts.flatMap((mount) =>
      check(`The mount "${mount.name}" of type "${mount.type}"`, mount, MOUNT_PACKAGES[mount.type] ?? []),
    ),
    ...exports.flatMap((one) => check(`The export "${one.name}"`, one, ['nfs-kernel-server'])),
    ...certificates.flatMap((one) => check(`The certificate "${one.name}"`, one, ['openssl'])),
    ...trusts.slice(0, 1).flatMap((one) => check('The trust in the authority', one, ['openssl'])),
  ];
}

/** Groups that an account has from the start must be made with it; what runs later may be a package's own. */
function checkAccounts({ groups = [], accounts = [], timers = [], directives }: Profile): readonly Problem[] {
  const madeGroups = new Map(groups.map((one) => [one.name, one]));
  const users = new Set([...accounts.map(({ name }) => name), ...directives.flatMap(nameOfUser)]);
  const problems: Problem[] = [];
  const numbers = new Map(groups.map((one) => [one.gid, one]));
  for (const { name, uid, group, by } of accounts) {
    const [origin] = by as readonly [Origin];
    if (group !== undefined && !madeGroups.has(group) && !hasSystemAccount(group)) {
      const message = `The account "${name}" has the group "${group}", which no node makes`;
      const hint = `Write <group name="${group}" gid="..."/>`;
      problems.push(errorProblem('ACCOUNT_UNKNOWN', message, placeOfOrigin(origin), hint));
    }
    const other = group === undefined && !madeGroups.has(name) ? numbers.get(uid) : undefined;
    if (other !== undefined) {
      const message = `The account "${name}" would have a group with the number ${uid}, which is that of the group "${other.name}" of ${nameAsker(other.by[0]!)}`;
      const hint = `Write group="${other.name}", or another number`;
      problems.push(errorProblem('SETTING_TWICE', message, placeOfOrigin(origin), hint));
    }
  }
  for (const { name, user, by } of timers) {
    if (users.has(user) || hasSystemAccount(user)) continue;
    const message = `The timer "${name}" runs as "${user}", whom no node makes`;
    const hint = `Write <account name="${user}" uid="..."/>, unless a package makes it`;
    problems.push(warningProblem('ACCOUNT_UNKNOWN', message, placeOfOrigin(by[0]!), hint));
  }
  return problems;
}

function nameOfUser({ name, text }: Profile['directives'][number]): readonly string[] {
  return name === 'user' ? [parseOptions(text)?.options.get('name') ?? ''] : [];
}

/** A mount over what the disks hold hides it. */
function checkPlaces({ mounts = [], directives }: Profile): readonly Problem[] {
  const parts = directives.filter(({ name }) => STORAGE_KINDS.some((kind) => kind === name));
  return mounts.flatMap(({ name, by }) => {
    const part = parts.find(({ text }) => parseOptions(text)?.words[0] === name);
    if (part === undefined) return [];
    const message = `"${name}" is a partition of ${nameAsker(part)}, and a mount too`;
    return [errorProblem('SETTING_TWICE', message, placeOfOrigin(by[0]!), 'Mount it somewhere else')];
  });
}

/** Settings are written first: a script that writes the same file anew takes them away. */
function checkFiles({ files }: Profile, settings: readonly SettingFile[]): readonly Problem[] {
  const written = new Map(settings.map((file) => [file.path, file]));
  return files.flatMap((file) => {
    const other = written.get(file.path);
    if (other === undefined || file.mode === 'append') return [];
    const { node, roll, file: path, line } = other.by[0]!;
    const message = `File "${file.path}" holds what node "${node}" says (${roll}/${path}:${line}), and would be written over`;
    return [errorProblem('SETTING_TWICE', message, placeOfOrigin(file), 'Write another file')];
  });
}
