import * as v from 'valibot';
import { INTRINSIC_ATTRIBUTES } from '../attributes.ts';
import { listReferences } from '../defaults/default-references.ts';
import { checkValue } from '../types/check-value.ts';
import { VALUE_TYPE_NAMES } from '../types/value-types.ts';
import { osKeys } from './os-roll.ts';
import {
  exactObject,
  flag,
  line,
  list,
  matching,
  nameMap,
  ofType,
  oneOf,
  quote,
  remark,
  text,
} from './schema-parts.ts';
import { attributeMap, nodeName, osName, rollName, version } from './words.ts';

const attributeName = new RegExp(`^(?!(?:${INTRINSIC_ATTRIBUTES.join('|')})$|hosts\\.)[A-Za-z0-9_.-]+$`);

/** An entry point of the graph; its node has its name unless it says otherwise. */
const appliance = exactObject({
  node: v.exactOptional(nodeName),
  summary: remark,
  attributes: v.exactOptional(attributeMap),
});
const appliances = v.pipe(
  nameMap('appliance name', /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/, appliance),
  v.transform((map) =>
    Object.fromEntries(
      Object.entries(map).map(([name, { node = name, ...rest }]) => [name, { node, ...rest }]),
    ),
  ),
);

/** A regular expression for a whole value. */
const expression = v.pipe(
  line,
  v.check(isExpression, (issue) => `Bad regular expression ${quote(issue.input)}`),
);

function isExpression(text: string): boolean {
  try {
    return new RegExp(`^(?:${text})$`, 'u').source !== '';
  } catch {
    return false;
  }
}

/** Of a number, which may be no whole one. */
const bound = v.pipe(ofType('number'), v.transform(Number));

/** An attribute that a roll introduces. */
const attribute = v.pipe(
  exactObject({
    default: v.exactOptional(text),
    type: v.exactOptional(oneOf(VALUE_TYPE_NAMES)),
    values: v.exactOptional(v.pipe(list(line), v.minLength(1, 'Expected at least one value'))),
    pattern: v.exactOptional(expression),
    min: v.exactOptional(bound),
    max: v.exactOptional(bound),
    help: remark,
    secret: v.optional(flag, 'false'),
  }),
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    const { default: given, ...declaration } = dataset.value;
    // What refers to others has its form when these have their values
    if (given === undefined || given === '' || listReferences(given).length > 0) return;
    const fault = checkValue(declaration, given);
    if (fault === undefined) return;
    const path = [
      { type: 'object', origin: 'value', input: dataset.value, key: 'default', value: given } as const,
    ] as const;
    addIssue({ message: `${fault.message}\n${fault.hint}`, path: [...path] });
  }),
);

const common = {
  name: rollName,
  /** A roll that is only read from its folder can do without. */
  version: v.optional(version, '0'),
  summary: remark,
  color: v.exactOptional(matching('color', /^#[0-9a-fA-F]{6}$/, 'Write it like "#2a7fb8", in quotes')),
  homepage: v.exactOptional(line),
  license: v.exactOptional(line),
  maintainer: v.exactOptional(line),
};

/** `roll.yaml` of a roll with nodes and graphs. */
const configurationRoll = exactObject({
  ...common,
  requires: v.optional(list(rollName), []),
  os: v.optional(list(osName), []),
  appliances: v.optional(appliances, {}),
  attributes: v.optional(nameMap('attribute name', attributeName, attribute), {}),
  public: v.optional(list(nodeName), []),
  overrides: v.optional(list(nodeName), []),
  promises: v.optional(list(nodeName), []),
  withdraws: v.optional(list(nodeName), []),
  undefinedAttributes: v.optional(oneOf(['error', 'empty']), 'error'),
});

/** `roll.yaml` of an OS roll. */
const osRoll = exactObject({ ...common, ...osKeys });

/** Shape of `roll.yaml`: an OS roll when `os` is one name, else a roll with nodes and graphs. */
export const rollFile = v.lazy((input) => {
  const os = typeof input === 'object' && input !== null ? (input as { os?: unknown }).os : undefined;
  return typeof os === 'string' ? osRoll : configurationRoll;
}) as v.GenericSchema<unknown, RollDescription>;

export type ConfigurationRoll = v.InferOutput<typeof configurationRoll>;
export type OsRoll = v.InferOutput<typeof osRoll>;
/** What `roll.yaml` says. */
export type RollDescription = ConfigurationRoll | OsRoll;

/** True for a roll that is an operating system: packages only. */
export function isOsRoll(roll: RollDescription): roll is OsRoll {
  return typeof roll.os === 'string';
}
