import * as v from 'valibot';
import { INTRINSIC_ATTRIBUTES } from '../attributes.ts';
import { osKeys } from './os-roll.ts';
import { exactObject, flag, line, list, matching, nameMap, oneOf, remark, text } from './schema-parts.ts';
import { nodeName, osName, rollName, version } from './words.ts';

const attributeName = new RegExp(`^(?!(?:${INTRINSIC_ATTRIBUTES.join('|')})$)[A-Za-z0-9_.-]+$`);

/** An entry point of the graph; its node has its name unless it says otherwise. */
const appliance = exactObject({ node: v.exactOptional(nodeName), summary: remark });
const appliances = v.pipe(
  nameMap('appliance name', /^[A-Za-z0-9_][A-Za-z0-9_.+-]*$/, appliance),
  v.transform((map) =>
    Object.fromEntries(
      Object.entries(map).map(([name, { node = name, ...rest }]) => [name, { node, ...rest }]),
    ),
  ),
);

/** An attribute that a roll introduces. */
const attribute = exactObject({
  default: v.exactOptional(text),
  type: v.optional(oneOf(['string', 'integer', 'number', 'boolean', 'password', 'key']), 'string'),
  help: remark,
  secret: v.optional(flag, 'false'),
});

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
