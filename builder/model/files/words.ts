import * as v from 'valibot';
import { PLATFORMS, requirePlatform } from '../platforms.ts';
import { findMacFault, isMac, normalizeMac } from '../values/mac.ts';
import { matching, nameMap, ofType, oneOf, quote, text } from './schema-parts.ts';
import { findSettingFault } from './setting-fault.ts';

/** Name of a roll, a recipe or a graph node's roll: also a folder and a package name. */
const ROLL_NAME = /^[a-z0-9][a-z0-9+.-]{0,63}$/;
const NODE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/;
const ATTRIBUTE_NAME = /^[A-Za-z0-9_.-]+$/;
const ARCHITECTURES = PLATFORMS.flatMap(({ name, otherNames }) => [name, ...otherNames]);

export const rollName = matching(
  'name',
  ROLL_NAME,
  'Use small letters, digits and "+", ".", "-", at most 64',
);
export const nodeName = matching('node name', NODE_NAME, 'Use letters, digits and "_", "+", ".", "-"');
export const version = matching(
  'version',
  /^[0-9][A-Za-z0-9.+~-]{0,63}$/,
  'Begin with a digit; then letters, digits and ".", "+", "~", "-", at most 64',
);
export const osName = matching('operating system', /^[a-z]+-[0-9][0-9.]*$/, 'Write it like debian-13');
/** Any name of a platform; becomes Debian's. */
export const archName = v.pipe(
  oneOf(ARCHITECTURES),
  v.transform((name) => requirePlatform(name).name),
);
/** The same for a package, which may be for all of them. */
export const packageArchName = v.pipe(
  oneOf(['all', ...ARCHITECTURES]),
  v.transform((name) => (name === 'all' ? name : requirePlatform(name).name)),
);

/** One label of a DNS name. */
export const hostName = ofType('hostname');

const macMessage = (issue: v.BaseIssue<unknown>): string =>
  `Bad MAC address ${quote(issue.input)}\n${findMacFault(normalizeMac(String(issue.input)))}`;

/** A MAC address in any of the forms that people have them in; becomes the one form. */
export const mac = v.pipe(
  v.string(macMessage),
  v.check((value) => isMac(normalizeMac(value)), macMessage),
  v.transform(normalizeMac),
);

/** A map from attribute names to text; names that nobody may set in a file are refused. */
export const attributeMap = v.pipe(
  nameMap('attribute name', ATTRIBUTE_NAME, text),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const name of Object.keys(dataset.value)) {
      const fault = findSettingFault(name);
      if (fault === undefined) continue;
      addIssue({
        message: `Cannot set attribute ${quote(name)}: ${fault.message}\n${fault.hint}`,
        path: [
          { type: 'object', origin: 'key', input: dataset.value, key: name, value: dataset.value[name] },
        ],
      });
    }
  }),
);
