import type { Script, Spot, Template } from '../../../model/mod.ts';
import type { Assembly, Position } from '../../assemble/assembly.ts';
import type { ScriptItem } from './script.ts';

/** A day: whoever waits longer waits for nothing. */
const LONGEST_SECONDS = 86_400;
const MOST_RETRIES = 100;
const UNIT = /^[A-Za-z0-9:_.\\@-]+\.(?:mount|path|service|socket|swap|target|timer|automount)$/;

/** What `within=`, `after=` and `retry=` say on this machine; what is not said, or is no number or unit, is left out. */
export function readTimes(
  assembly: Assembly,
  item: ScriptItem,
  position: Position,
): Pick<Script, 'within' | 'after' | 'retry'> {
  const units = readUnits(assembly, 'after', item.after, item, position);
  const seconds = readSeconds(assembly, 'within', item.within, item, position);
  const tries = readNumber(assembly, 'retry', item.retry, item, position, { from: 0, to: MOST_RETRIES });
  return {
    ...(seconds === undefined ? {} : { within: seconds }),
    ...(units === undefined ? {} : { after: units }),
    ...(tries === undefined ? {} : { retry: tries }),
  };
}

/** Units that an attribute names; undefined where it names none, or something else. */
export function readUnits(
  assembly: Assembly,
  name: string,
  template: Template | undefined,
  spot: Spot,
  position: Position,
): readonly string[] | undefined {
  const units = textOf(assembly, template, position)
    .split(/\s+/)
    .filter((unit) => unit !== '');
  const noUnit = units.find((unit) => !UNIT.test(unit));
  if (noUnit === undefined) return units.length === 0 ? undefined : units;
  const hint = 'Name a unit with its type, as "postgresql.service"';
  addBadValue(assembly, name, noUnit, spot, position, hint);
  return undefined;
}

/** Seconds that an attribute says; undefined where it says nothing, or nothing that makes sense. */
export function readSeconds(
  assembly: Assembly,
  name: string,
  template: Template | undefined,
  spot: Spot,
  position: Position,
): number | undefined {
  return readNumber(assembly, name, template, spot, position, { from: 1, to: LONGEST_SECONDS });
}

function readNumber(
  assembly: Assembly,
  name: string,
  template: Template | undefined,
  spot: Spot,
  position: Position,
  { from, to }: { readonly from: number; readonly to: number },
): number | undefined {
  const text = textOf(assembly, template, position);
  if (text === '') return undefined;
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value >= from && value <= to) return value;
  addBadValue(assembly, name, text, spot, position, `Write a whole number from ${from} to ${to}`);
  return undefined;
}

/** What an attribute says on this machine; '' for one that is not there. */
export function textOf({ machine }: Assembly, template: Template | undefined, { source }: Position): string {
  return template === undefined ? '' : machine.expandValue(template, source).trim();
}

/** What an attribute says on this machine is not what it may say. */
export function addBadValue(
  { machine }: Assembly,
  name: string,
  value: string,
  spot: Spot,
  { source }: Position,
  hint: string,
): void {
  machine.addSlip(source, 'ATTRIBUTE_VALUE', `Bad value "${value}" of attribute "${name}"`, spot, hint);
}
