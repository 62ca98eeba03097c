import { formOf, type Pin, type ValueType } from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { splitWords, wordsType } from '../setting/setting.ts';

const PACKAGES: ValueType = wordsType(
  formOf(
    'package',
    /^(?:src:)?[a-z0-9*?][a-z0-9+.*?-]*(?::[a-z0-9]+)?$/,
    'Write its name; * stands for any characters',
  ),
);
const VERSION = formOf(
  'version',
  /^[A-Za-z0-9.+~:*-]+$/,
  'Write it like 1.2.* : * stands for any characters',
);
const RELEASE = formOf(
  'release',
  /^(?:[aclonv]=[A-Za-z0-9 ._:/+-]+)(?:,[aclonv]=[A-Za-z0-9 ._:/+-]+)*$|^[a-z][a-z0-9-]*$/,
  'Write a=stable-backports, n=CODENAME, o=Debian, or several of them, separated by commas',
);
const PRIORITY: ValueType = {
  what: 'priority',
  hint: 'Write a number from -1 to 1001: -1 never, 100 if there is no other, 500 as usual, 990 before others, 1001 even to go back',
  accepts: (value) =>
    /^-?\d{1,4}$/.test(value) && Number(value) >= -1 && Number(value) <= 1001 && Number(value) !== 0,
};

/** `<pin package="slurm*" version="24.11.*" priority="1001"/>`: which versions apt prefers. */
export const pin = defineSetting({
  name: 'pin',
  key: 'pins',
  title: 'Pin of packages',
  plural: 'Pins of packages',
  rank: 15,
  verb: 'pins it',
  attributes: {
    package: { type: PACKAGES, isRequired: true },
    version: { type: VERSION },
    from: { type: RELEASE },
    priority: { type: PRIORITY },
  },
  nameOf: (values) => splitWords(values.package).join(' '),
  read: ({ version, from, priority = '1001', package: names }) => {
    if ((version === undefined) === (from === undefined))
      return {
        message: 'A pin says one of version and from',
        hint: 'Write version="1.2.*" or from="a=stable"',
      };
    return {
      packages: splitWords(names),
      choice: version === undefined ? `release ${from}` : `version ${version}`,
      priority: Number(priority),
    };
  },
  describe: ({ choice, priority }: Pin) => `${choice}, priority ${priority}`,
  claims: ({ packages }) => packages.map((name) => `the pin of "${name}"`),
});
