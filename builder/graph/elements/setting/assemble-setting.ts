import { type ErrorCode, type Origin, placeOfOrigin, type Setting } from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { nameAsker } from '../reports.ts';
import { judgeValue, missingAttribute } from './parse-setting.ts';
import type {
  ReadAttribute,
  SettingAttribute,
  SettingBody,
  SettingFault,
  SettingItem,
  SettingSpec,
  SettingValues,
} from './setting.ts';

/** Settings of one kind, as they are found. */
export interface SettingDraft<Thing extends Setting> {
  /** By what they say: what two nodes say alike is one. */
  readonly things: Map<string, Thing & { readonly by: Origin[] }>;
  /** Who says something of what only one may speak of. */
  readonly claims: Map<string, Origin>;
}

/** Adds what an element says on this machine. What has no value yet says nothing. */
export function addSetting<Name extends string, Key extends string, A extends string, Thing extends Setting>(
  spec: SettingSpec<Name, Key, A, Thing>,
  start: () => SettingDraft<Thing>,
  assembly: Assembly,
  item: SettingItem,
  position: Position,
): void {
  const { machine } = assembly;
  const { source } = position;
  machine.takeUnanswered();
  machine.takeSecret();
  const known = machine.problems.length;
  const values = expandValues(spec, item, (template) => machine.expandValue(template, source));
  if (machine.takeUnanswered().length > 0 || machine.problems.length > known) return;
  if (selectsNobody(spec, item, values)) return;
  const found = readAll(spec, item, values, (name) => machine.readAttribute(name, item));
  const secret = machine.takeSecret();
  if (secret !== undefined) {
    const message = `Element "${spec.name}" holds the secret attribute "${secret.name}", and everybody on the machine can read what it says`;
    const hint = 'Write it with <file> and perms="0600", and name the file';
    machine.addSlip(source, 'FILE_SECRET', message, item, hint);
    return;
  }
  for (const { said, result } of found) {
    if ('code' in result) machine.addSlip(source, result.code, result.message, item, result.hint);
    else add(assembly, draftOf(assembly, start), spec, said, result.body, originOf(assembly, position, item));
  }
}

interface Said<Name extends string, Key extends string, A extends string, Thing extends Setting> {
  readonly said: Parameters<SettingSpec<Name, Key, A, Thing>['nameOf']>[0];
  readonly result: { readonly body: SettingBody<Thing> } | Fault;
}

/** What an element says: one thing, or several, each with what is wrong with it. */
function readAll<Name extends string, Key extends string, A extends string, Thing extends Setting>(
  spec: SettingSpec<Name, Key, A, Thing>,
  item: SettingItem,
  values: SettingValues<A>,
  readAttribute: ReadAttribute,
): readonly Said<Name, Key, A, Thing>[] {
  if (!isWhole(spec, item, values)) return [];
  const fault = findFormFault(spec, values);
  if (fault !== undefined) return [{ said: values, result: fault }];
  const all = spec.several?.(values) ?? [values];
  return all.map((said) => ({ said, result: readBody(spec, said, readAttribute) }));
}

/** What stands for several things and comes to nothing on a machine stands for none. */
function isWhole<A extends string>(
  { attributes }: { readonly attributes: Readonly<Record<A, SettingAttribute>> },
  item: SettingItem,
  values: SettingValues<A>,
): boolean {
  return Object.values<SettingAttribute>(attributes).every(
    ({ unless }) =>
      unless === undefined || item.values[unless] === undefined || values[unless as A] !== undefined,
  );
}

/** The hosts of an appliance, for one, while there are none. */
function selectsNobody<A extends string>(
  { attributes }: { readonly attributes: Readonly<Record<A, SettingAttribute>> },
  item: SettingItem,
  values: SettingValues<A>,
): boolean {
  return Object.entries<SettingAttribute>(attributes).some(
    ([name, { isSelection }]) =>
      isSelection === true && item.values[name] !== undefined && values[name as A] === undefined,
  );
}

type Fault = SettingFault & { readonly code: ErrorCode };

function readBody<Name extends string, Key extends string, A extends string, Thing extends Setting>(
  { name, attributes, read }: SettingSpec<Name, Key, A, Thing>,
  values: SettingValues<A>,
  readAttribute: ReadAttribute,
): { readonly body: SettingBody<Thing> } | Fault {
  for (const [attribute, rule] of Object.entries<SettingAttribute>(attributes)) {
    if (values[attribute as A] !== undefined || rule.isRequired !== true) continue;
    const message = `${missingAttribute(name, attribute)} on this machine`;
    return { code: 'ATTRIBUTE_MISSING', message, hint: rule.type.hint };
  }
  const fault = findFormFault({ attributes }, values);
  if (fault !== undefined) return fault;
  const body = read(values, readAttribute);
  return 'message' in body
    ? { code: 'ATTRIBUTE_VALUE', ...(body as SettingFault) }
    : { body: body as SettingBody<Thing> };
}

/** A value that has not the form that its attribute wants. */
function findFormFault<A extends string>(
  { attributes }: { readonly attributes: Readonly<Record<A, SettingAttribute>> },
  values: SettingValues<A>,
): Fault | undefined {
  for (const [attribute, rule] of Object.entries<SettingAttribute>(attributes)) {
    const value = values[attribute as A];
    const fault = value === undefined ? undefined : judgeValue(rule, attribute, value);
    if (fault !== undefined) return { code: 'ATTRIBUTE_VALUE', ...fault };
  }
  return undefined;
}

/** What an element says of each attribute on a machine; empty ones are left out. */
export function expandValues<A extends string>(
  { attributes }: { readonly attributes: Readonly<Record<A, unknown>> },
  { values }: SettingItem,
  expand: (template: SettingItem['values'][string]) => string,
): SettingValues<A> {
  const expanded = Object.keys(attributes).flatMap((name) => {
    const template = values[name];
    const text = template === undefined ? '' : expand(template).trim();
    return text === '' ? [] : [[name, text] as const];
  });
  return Object.fromEntries(expanded) as SettingValues<A>;
}

function add<Name extends string, Key extends string, A extends string, Thing extends Setting>(
  { machine }: Assembly,
  { things, claims }: SettingDraft<Thing>,
  spec: SettingSpec<Name, Key, A, Thing>,
  values: SettingValues<A>,
  body: SettingBody<Thing>,
  origin: Origin,
): void {
  const said = { name: spec.nameOf(values), ...body };
  const identity = JSON.stringify(said);
  const same = things.get(identity);
  if (same !== undefined) {
    same.by.push(origin);
    return;
  }
  const thing = { ...said, by: [origin] } as unknown as Thing & { by: Origin[] };
  things.set(identity, thing);
  const all = spec.claims(thing);
  const contested = all.find((claim) => claims.has(claim));
  for (const claim of all) if (!claims.has(claim)) claims.set(claim, origin);
  if (contested === undefined) return;
  const message = `Two settings differ about ${contested}: ${nameAsker(claims.get(contested)!)} and ${nameAsker(origin)}`;
  const hint = 'Take one of them away, or say the same in both';
  machine.addError('SETTING_TWICE', message, placeOfOrigin(origin), hint);
}
