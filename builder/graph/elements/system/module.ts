import { formOf, type KernelModule } from '../../../model/mod.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { wordType } from '../setting/setting.ts';

const NAME = formOf(
  'module of the kernel',
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/,
  'Write its name, like br_netfilter',
);
const OPTIONS = formOf(
  'list of options',
  /^[A-Za-z0-9_.:=,/+-]+(?: +[A-Za-z0-9_.:=,/+-]+)*$/,
  'Write NAME=VALUE, separated by blanks',
);
const STATES = { load: 'loaded', blacklist: 'blacklisted', options: 'left alone' } as const;

/** `<module name="br_netfilter"/>`: a module of the kernel that is loaded at the start, or kept out. */
export const module = defineSetting({
  name: 'module',
  key: 'modules',
  title: 'Module of the kernel',
  plural: 'Modules of the kernel',
  rank: 13,
  verb: 'names it',
  attributes: {
    name: { type: NAME, isRequired: true },
    state: { type: wordType('state', ...Object.keys(STATES)) },
    options: { type: OPTIONS },
  },
  nameOf: ({ name }) => name ?? '',
  read: ({ state = 'load', options = '', name }) =>
    state === 'options' && options === ''
      ? { message: `Module "${name}" is left alone, and has no options`, hint: 'Write options="NAME=VALUE"' }
      : { state: STATES[state as keyof typeof STATES], options },
  describe: ({ state, options }: KernelModule) => [state, options].filter((word) => word !== '').join(', '),
  // The kernel takes "-" and "_" for the same
  claims: ({ name }) => [`the module "${name.replaceAll('-', '_')}" of the kernel`],
});
