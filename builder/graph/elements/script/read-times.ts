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
  { within, after, retry, ...spot }: ScriptItem,
  { source }: Position,
): Pick<Script, 'within' | 'after' | 'retry'> {
  const { machine } = assembly;
  const textOf = (template: Template | undefined): string =>
    template === undefined ? '' : machine.expandValue(template, source).trim();
  const units = textOf(after)
    .split(/\s+/)
    .filter((unit) => unit !== '');
  const noUnit = units.find((unit) => !UNIT.test(unit));
  if (noUnit !== undefined) {
    const hint = 'Name a unit with its type, as "postgresql.service"';
    machine.addSlip(source, 'ATTRIBUTE_VALUE', `Bad value "${noUnit}" of attribute "after"`, spot, hint);
  }
  const seconds = readSeconds(assembly, 'within', within, spot, { source });
  const tries = readNumber(assembly, 'retry', retry, spot, { source }, { from: 0, to: MOST_RETRIES });
  return {
    ...(seconds === undefined ? {} : { within: seconds }),
    ...(units.length === 0 || noUnit !== undefined ? {} : { after: units }),
    ...(tries === undefined ? {} : { retry: tries }),
  };
}

/** Seconds that an attribute says; undefined where it says nothing, or nothing that makes sense. */
export function readSeconds(
  assembly: Assembly,
  name: string,
  template: Template | undefined,
  spot: Spot,
  position: Pick<Position, 'source'>,
): number | undefined {
  return readNumber(assembly, name, template, spot, position, { from: 1, to: LONGEST_SECONDS });
}

function readNumber(
  { machine }: Assembly,
  name: string,
  template: Template | undefined,
  spot: Spot,
  { source }: Pick<Position, 'source'>,
  { from, to }: { readonly from: number; readonly to: number },
): number | undefined {
  const text = template === undefined ? '' : machine.expandValue(template, source).trim();
  if (text === '') return undefined;
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value >= from && value <= to) return value;
  const hint = `Write a whole number from ${from} to ${to}`;
  machine.addSlip(source, 'ATTRIBUTE_VALUE', `Bad value "${text}" of attribute "${name}"`, spot, hint);
  return undefined;
}
