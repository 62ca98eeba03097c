import { type Alternative, formOf } from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { PATH } from './names.ts';

const NAME = formOf('name of an alternative', /^[A-Za-z0-9][A-Za-z0-9_.+-]*$/, 'Write it like editor');

/** `<alternative name="editor" path="/usr/bin/vim.tiny"/>`: which of several programs has a common name. */
export const alternative = defineSetting({
  name: 'alternative',
  key: 'alternatives',
  title: 'Alternative',
  plural: 'Alternatives',
  rank: 14,
  verb: 'chooses it',
  attributes: { name: { type: NAME, isRequired: true }, path: { type: PATH, isRequired: true } },
  nameOf: ({ name }) => name ?? '',
  read: ({ path }) => ({ path: path! }),
  describe: ({ path }: Alternative) => path,
  claims: ({ name }) => [`the alternative "${name}"`],
});
