import { type CommandGroup, defineCommand, type OptionsOf, word } from '../command/define-command.ts';
import { flag, text } from '../command/option.ts';
import { FORMAT } from '../command/shared-options.ts';
import { BUNDLE } from './site-options.ts';

const ATTRIBUTE = word('name of the attribute');

/** Options that name a scope; none means global. */
const SCOPE_OPTIONS = {
  os: text('id', 'for machines of an operating system'),
  appliance: text('name', 'for machines of an appliance'),
  rack: text('number', 'for machines of a rack'),
  host: text('selection', 'for these hosts'),
};
export type ScopeOptions = OptionsOf<typeof SCOPE_OPTIONS>;

/** Of a key that hosts share. */
const NEW_KEY = {
  newKey: flag('go on though installed hosts keep the old key until they are installed again'),
};

const REMOVE_OPTIONS = { ...SCOPE_OPTIONS, ...NEW_KEY };
export type AttributeRemoveOptions = OptionsOf<typeof REMOVE_OPTIONS>;

const SET_OPTIONS = {
  ...REMOVE_OPTIONS,
  secret: flag('never show it, never write it to a description'),
};
export type AttributeSetOptions = OptionsOf<typeof SET_OPTIONS>;

const GET_OPTIONS = {
  host: text('name', 'the host that gets the value', { required: true }),
  ...BUNDLE,
  ...FORMAT,
};
export type AttributeGetOptions = OptionsOf<typeof GET_OPTIONS>;

const LIST_OPTIONS = { ...SCOPE_OPTIONS, ...BUNDLE, ...FORMAT };
export type AttributeListOptions = OptionsOf<typeof LIST_OPTIONS>;

/** `cairn attribute ...` */
export const attributeCommands: CommandGroup = {
  name: 'attribute',
  summary: 'Values of the graph, in five scopes',
  commands: [
    defineCommand({
      name: 'set',
      summary: 'Set a value',
      arguments: { name: ATTRIBUTE, value: word('the value; - for standard input') },
      options: SET_OPTIONS,
      run: async ({ name, value }, options) =>
        (await import('./attribute-set.ts')).runAttributeSet(name, value, options),
    }),
    defineCommand({
      name: 'remove',
      summary: 'Remove a value',
      arguments: { name: ATTRIBUTE },
      options: REMOVE_OPTIONS,
      run: async ({ name }, options) =>
        (await import('./attribute-set.ts')).runAttributeRemove(name, options),
    }),
    defineCommand({
      name: 'get',
      summary: 'Show the value that a host gets, and the values that it overrides',
      arguments: { name: ATTRIBUTE },
      options: GET_OPTIONS,
      run: async ({ name }, options) => (await import('./attribute-list.ts')).runAttributeGet(name, options),
    }),
    defineCommand({
      name: 'list',
      summary: 'Show the values that are set; with --host, all values of that host and what they override',
      options: LIST_OPTIONS,
      run: async (_, options) => (await import('./attribute-list.ts')).runAttributeList(options),
    }),
  ],
};
