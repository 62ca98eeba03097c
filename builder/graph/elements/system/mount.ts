import { formOf, isRemoteFileSystem, type Mount, type ValueType } from '../../../model/mod.ts';
import { isTrue, parseValue } from '../../condition/values.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { OPTIONS, PATH, YES_NO } from './names.ts';

const WHAT = formOf(
  'file system',
  /^[A-Za-z0-9_.@:=/[\]+-]+$/,
  'Write a device, LABEL=NAME, HOST:/folder, or a folder of this machine',
);
const TYPE = formOf(
  'type of file system',
  /^[a-z][a-z0-9.]{0,30}$/,
  'Write it as mount does: nfs, ext4, xfs, bind',
);
/** Where nothing but the system itself mounts: it could not start. */
const TAKEN = /^\/(?:proc|sys|dev|run|boot|usr|etc|bin|sbin|lib)?(?:\/|$)/;

const WHERE: ValueType = {
  what: 'folder',
  hint: 'Write it from the root, like /data; not /, and nothing of the system itself',
  accepts: (value) => PATH.accepts(value) === true && !TAKEN.test(value) && !/\/\.{1,2}(?:\/|$)/.test(value),
};

/** `<mount what="server:/data" where="/data"/>`: a file system that comes to a folder. */
export const mount = defineSetting({
  name: 'mount',
  key: 'mounts',
  title: 'Mount',
  plural: 'Mounts',
  rank: 9,
  verb: 'mounts it',
  attributes: {
    what: { type: WHAT, isRequired: true },
    where: { type: WHERE, isRequired: true },
    type: { type: TYPE },
    options: { type: OPTIONS },
    automount: { type: YES_NO },
  },
  nameOf: ({ where }) => where ?? '',
  read: ({ what, type = typeOf(what!), options = '', automount }) => ({
    what: what!,
    type,
    options,
    automount: automount === undefined ? isRemoteFileSystem(type) : isTrue(parseValue(automount)),
  }),
  describe: ({ what, type, options, automount }: Mount) =>
    [`from ${what}`, type, options, automount ? 'when somebody looks' : '']
      .filter((word) => word !== '')
      .join(', '),
  claims: ({ name }) => [`what is mounted on "${name}"`],
});

function typeOf(what: string): string {
  if (/^[^/]+:\//.test(what)) return 'nfs';
  return what.startsWith('/') && !what.startsWith('/dev/') ? 'bind' : 'auto';
}
