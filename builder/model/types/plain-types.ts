import { formOf, type ValueType } from '../values/value-type.ts';

/** Characters that end a line or mean nothing in a text. */
const ONE_LINE = /^[^\x00-\x1f\x7f\u0085\u2028\u2029]*$/;

/** Text, numbers, and what is kept secret. */
export const PLAIN_TYPES = {
  string: formOf('text', ONE_LINE, 'Write one line, without control characters'),
  text: formOf('text', /^[^\x00-\x08\x0b-\x1f\x7f]*$/, 'Write it without control characters'),
  boolean: formOf('answer', /^(?:on|off|true|false|yes|no|[yn01])$/i, 'Write yes or no'),
  integer: formOf('number', /^-?(?:0|[1-9]\d{0,14})$/, 'Write a whole number'),
  number: formOf('number', /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/, 'Write a number like 1.5'),
  password: formOf('password', /^[^\x00-\x1f\x7f]+$/, 'Write one line, without control characters'),
  hash: formOf(
    'password hash',
    /^(?:\$[a-z0-9]+\$[A-Za-z0-9./$=,+-]{8,}|!|generate)$/,
    'Make one with: openssl passwd -6 (in quotes), or write generate, or "!" for none',
  ),
  key: formOf(
    'key',
    /^[A-Za-z0-9+/=_-]{32,1024}$/,
    'Make one with: openssl rand -hex 32; it has 32 to 1024 letters, digits and "+/=_-"',
  ),
} as const satisfies Record<string, ValueType>;
