import { formOf, VALUE_TYPES, type ValueType } from '../../../model/mod.ts';
import { type ReadAttribute, type SettingFault, splitWords, wordsType } from '../setting/setting.ts';

/** Forms of what stands in settings. None of them lets a line break, a quote or a sign of a shell through. */
export const PATH: ValueType = VALUE_TYPES.path;

export const ACCOUNT: ValueType = formOf(
  'account or group',
  /^[a-z_][a-z0-9_.-]{0,30}$/,
  'Use up to 31 small letters, digits and "_", ".", "-"; begin with a letter or "_"',
);
export const ACCOUNTS: ValueType = wordsType(ACCOUNT);

const FIRST_ID = 100;
const LAST_ID = 59999;

/** Below are the numbers that an operating system gives by itself, above those of containers and of nobody. */
export const ACCOUNT_ID: ValueType = {
  what: 'number of an account or group',
  hint: `Write a number from ${FIRST_ID} to 999 for the system's, from 1000 to ${LAST_ID} for people's`,
  accepts: (value) => /^[1-9]\d{2,4}$/.test(value) && Number(value) >= FIRST_ID && Number(value) <= LAST_ID,
};

export const COMMENT: ValueType = formOf(
  'comment',
  /^[^\x00-\x1f\x7f:\u0085\u2028\u2029]{0,200}$/,
  'Write one line without ":"',
);

/** Options of a mount or an export: words with values, separated by commas. */
export const OPTIONS: ValueType = formOf(
  'list of options',
  /^[A-Za-z0-9._@:=/+-]+(?:,[A-Za-z0-9._@:=/+-]+)*$/,
  'Write them without blanks, separated by commas: rw,noatime',
);

export const YES_NO: ValueType = VALUE_TYPES.boolean;

export const UNIT_NAME: ValueType = formOf(
  'name',
  /^[A-Za-z0-9][A-Za-z0-9_-]{0,60}$/,
  'Use letters, digits, "_" and "-"',
);

/** Units of systemd; one without a type is a service. */
export const UNITS: ValueType = wordsType(
  formOf('unit', /^[A-Za-z0-9][A-Za-z0-9:_.@-]{0,120}$/, 'Write it like nginx.service'),
);

const UNIT_TYPE = /\.(?:service|socket|target|timer|path|mount)$/;

/** Units of a list, each once and with its type. */
export function readUnits(text: string | undefined): readonly string[] {
  const units = splitWords(text).map((unit) => (UNIT_TYPE.test(unit) ? unit : `${unit}.service`));
  return [...new Set(units)];
}

/** Whom a machine asks for what the cluster has one of. */
export function readFrontend(readAttribute: ReadAttribute): string | SettingFault {
  const name = readAttribute('frontend_hostname') ?? '';
  if (name !== '') return name;
  const message = 'Nobody says which machine is the frontend: frontend_hostname';
  return { message, hint: 'It is an attribute of the roll base' };
}
