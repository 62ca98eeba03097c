import { formOf, type Sysctl } from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';

/** Names as `sysctl` takes them; with slashes, a dot is part of a name (that of a card, for one). */
const NAME = formOf(
  'setting of the kernel',
  /^[A-Za-z0-9_*-]+(?:[./][A-Za-z0-9_*-]+)+$/,
  'Write it as sysctl does, like vm.swappiness',
);
const VALUE = formOf(
  'value',
  /^[\x21-\x7e]+(?: +[\x21-\x7e]+)*$/,
  'Write one line of letters, digits and signs',
);

/** `<sysctl name="vm.swappiness" value="10"/>`: a setting of the kernel. */
export const sysctl = defineSetting({
  name: 'sysctl',
  key: 'sysctls',
  title: 'Setting of the kernel',
  plural: 'Settings of the kernel',
  rank: 12,
  verb: 'sets it',
  attributes: { name: { type: NAME, isRequired: true }, value: { type: VALUE, isRequired: true } },
  nameOf: ({ name }) => name ?? '',
  read: ({ value }) => ({ value: value! }),
  describe: ({ value }: Sysctl) => `= ${value}`,
  // The kernel takes a dot and a slash for the same, as long as there is no other
  claims: ({ name }) => [
    `the setting "${name.includes('/') ? name : name.replaceAll('.', '/')}" of the kernel`,
  ],
});
