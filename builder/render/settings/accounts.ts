import { NO_HOME, type SystemAccount, type SystemGroup } from '../../model/mod.ts';
import { quoteShell } from '../script/shell.ts';
import makeAccounts from './make-accounts.sh.ejs';

/** A script that makes groups and accounts with their numbers, before a package's script can make others; '': none. */
export function renderAccounts(
  groups: readonly SystemGroup[] = [],
  accounts: readonly SystemAccount[] = [],
): string {
  if (groups.length + accounts.length === 0) return '';
  const made = new Set(groups.map(({ name }) => name));
  // Of an account without a group: one of its name and number
  const own = accounts.filter(({ name, group }) => group === undefined && !made.has(name));
  const lines = [
    ...[...groups, ...own.map(({ name, uid }) => ({ name, gid: uid }))].map(
      ({ name, gid }) => `cairn_group ${name} ${gid}`,
    ),
    ...accounts.map(({ name, uid, group, home, shell, comment }) =>
      ['cairn_account', name, uid, group ?? name, ...[home, shell, comment].map(quoteShell)].join(' '),
    ),
  ];
  return makeAccounts({ lines });
}

/** Shell lines for the time when packages have brought their own groups: what accounts belong to, and homes. */
export function renderMemberships(accounts: readonly SystemAccount[] = []): readonly string[] {
  return accounts.flatMap(({ name, group, groups, home }) => [
    ...(groups.length === 0 ? [] : [`usermod --append --groups ${groups.join(',')} ${name}`]),
    ...(home === NO_HOME
      ? []
      : [
          `[ -e ${quoteShell(home)} ] || install -d -m 0750 -o ${name} -g ${group ?? name} ${quoteShell(home)}`,
        ]),
  ]);
}
