import { formOf, type ServiceCertificate, VALUE_TYPES, type ValueType } from '../../../model/mod.ts';
import { isTrue, parseValue } from '../../condition/values.ts';
import { defineSetting } from '../setting/define-setting.ts';
import { splitWords, wordsType } from '../setting/setting.ts';
import { ACCOUNT, readFrontend, readUnits, UNITS, YES_NO } from './names.ts';

/** It is a folder too. */
const SERVICE = formOf(
  'service',
  /^[a-z0-9][a-z0-9_-]{0,40}$/,
  'Use up to 41 small letters, digits, "_" and "-"; begin with a letter or digit',
);
const NAMES: ValueType = wordsType(VALUE_TYPES.domain);
const MODE = formOf('mode', /^0?[46][04]0$/, 'Write 0600, 0640, 0400 or 0440: a key is for nobody else');

/** `<certificate service="postgresql" owner="postgres"/>`: a key and a certificate for a service of the machine. */
export const certificate = defineSetting({
  name: 'certificate',
  key: 'certificates',
  title: 'Certificate',
  plural: 'Certificates',
  rank: 17,
  verb: 'asks for it',
  attributes: {
    service: { type: SERVICE, isRequired: true },
    names: { type: NAMES },
    owner: { type: ACCOUNT },
    group: { type: ACCOUNT },
    mode: { type: MODE },
    restart: { type: UNITS },
    authority: { type: YES_NO },
  },
  nameOf: ({ service }) => service ?? '',
  read: ({ names, owner = 'root', group = 'root', mode, restart, authority }, readAttribute) => {
    const frontend = readFrontend(readAttribute);
    if (typeof frontend !== 'string') return frontend;
    const isAuthority = authority !== undefined && isTrue(parseValue(authority));
    if (isAuthority && names !== undefined)
      return {
        message: 'A certificate that signs others is for no service with names',
        hint: 'Leave one out',
      };
    return {
      names: [...new Set(splitWords(names))],
      owner,
      group,
      mode: (mode ?? (group === 'root' ? '0600' : '0640')).padStart(4, '0'),
      restart: readUnits(restart),
      authority: isAuthority,
      frontend,
    };
  },
  describe: ({ names, owner, group, mode, restart, authority }: ServiceCertificate) =>
    [
      `key of ${owner}:${group}, mode ${mode}`,
      ...(names.length === 0 ? [] : [`names ${names.join(' ')}`]),
      ...(restart.length === 0 ? [] : [`then ${restart.join(' ')}`]),
      ...(authority ? ['may sign others'] : []),
    ].join(', '),
  claims: ({ name }) => [`the certificate "${name}"`],
});
