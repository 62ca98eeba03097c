import * as v from 'valibot';
import { isIntrinsicAttribute } from '../attributes.ts';
import { matching, nameMap, quote, text } from './schema-parts.ts';

/** Name of a roll, a recipe or a graph node's roll: also a folder and a package name. */
export const ROLL_NAME = /^[a-z0-9][a-z0-9+.-]*$/;
const NODE_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/;
const ATTRIBUTE_NAME = /^[A-Za-z0-9_.-]+$/;

export const rollName = matching('name', ROLL_NAME, 'Use small letters, digits and "+", ".", "-"');
export const nodeName = matching('node name', NODE_NAME, 'Use letters, digits and "_", "+", ".", "-"');
export const version = matching(
  'version',
  /^[0-9][A-Za-z0-9.+~-]*$/,
  'Begin with a digit; then letters, digits and ".", "+", "~", "-"',
);
export const osName = matching('operating system', /^[a-z]+-[0-9][0-9.]*$/, 'Write it like debian-13');
export const archName = matching('architecture', /^[a-z0-9_]+$/, 'Write it like amd64');

/** One label of a DNS name. */
export const hostName = matching(
  'host name',
  /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/,
  'Use up to 63 small letters, digits and "-", without dots',
);

/** A map from attribute names to text; the intrinsic names are refused. */
export const attributeMap = v.pipe(
  nameMap('attribute name', ATTRIBUTE_NAME, text),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    for (const name of Object.keys(dataset.value)) {
      if (!isIntrinsicAttribute(name)) continue;
      addIssue({
        message: `Cannot set attribute ${quote(name)}: every machine has it of itself\nChoose another name`,
        path: [
          { type: 'object', origin: 'key', input: dataset.value, key: name, value: dataset.value[name] },
        ],
      });
    }
  }),
);
