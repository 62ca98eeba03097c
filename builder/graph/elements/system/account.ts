import { NO_HOME, type SystemAccount } from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { splitWords } from '../setting/setting.ts';
import { ACCOUNT, ACCOUNT_ID, ACCOUNTS, COMMENT, PATH } from './names.ts';

const NO_LOGIN = '/usr/sbin/nologin';

/** `<account name="portal" uid="700"/>`: an account of the system, made before any package is installed. */
export const account = defineSetting({
  name: 'account',
  key: 'accounts',
  title: 'Account',
  plural: 'Accounts of the system',
  rank: 8,
  verb: 'makes it',
  attributes: {
    name: { type: ACCOUNT, isRequired: true },
    uid: { type: ACCOUNT_ID, isRequired: true },
    group: { type: ACCOUNT },
    groups: { type: ACCOUNTS },
    home: { type: PATH },
    shell: { type: PATH },
    comment: { type: COMMENT },
  },
  nameOf: ({ name }) => name ?? '',
  read: ({ uid, group, groups, home = NO_HOME, shell = NO_LOGIN, comment = '' }) => ({
    uid: Number(uid),
    ...(group === undefined ? {} : { group }),
    groups: splitWords(groups),
    home,
    shell,
    comment,
  }),
  describe: ({ uid, group, groups, home, shell }: SystemAccount) =>
    [
      `number ${uid}`,
      ...(group === undefined ? [] : [`group ${group}`]),
      ...(groups.length === 0 ? [] : [`groups ${groups.join(' ')}`]),
      ...(home === NO_HOME ? [] : [`home ${home}`]),
      ...(shell === NO_LOGIN ? [] : [`shell ${shell}`]),
    ].join(', '),
  claims: ({ name, uid }) => [`the account "${name}"`, `the number ${uid} of an account`],
});
