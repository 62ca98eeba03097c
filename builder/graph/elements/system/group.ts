import type { SystemGroup } from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { ACCOUNT, ACCOUNT_ID } from './names.ts';

/** `<group name="data" gid="700"/>`: a group of the system, made before any package is installed. */
export const group = defineSetting({
  name: 'group',
  key: 'groups',
  title: 'Group',
  plural: 'Groups of the system',
  rank: 7,
  verb: 'makes it',
  attributes: { name: { type: ACCOUNT, isRequired: true }, gid: { type: ACCOUNT_ID, isRequired: true } },
  nameOf: ({ name }) => name ?? '',
  read: ({ gid }) => ({ gid: Number(gid) }),
  describe: ({ gid }: SystemGroup) => `number ${gid}`,
  claims: ({ name, gid }) => [`the group "${name}"`, `the number ${gid} of a group`],
});
