import type { Script, Template } from '../../../model/mod.ts';
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
  const refuse = (name: string, value: string, hint: string): undefined => {
    machine.addSlip(source, 'ATTRIBUTE_VALUE', `Bad value "${value}" of attribute "${name}"`, spot, hint);
    return undefined;
  };
  const numberOf = (
    name: string,
    template: Template | undefined,
    least: number,
    most: number,
  ): number | undefined => {
    const text = textOf(template);
    if (text === '') return undefined;
    const value = Number(text);
    if (/^\d{1,6}$/.test(text) && value >= least && value <= most) return value;
    return refuse(name, text, `Write a whole number from ${least} to ${most}`);
  };
  const units = textOf(after)
    .split(/\s+/)
    .filter((unit) => unit !== '');
  const noUnit = units.find((unit) => !UNIT.test(unit));
  if (noUnit !== undefined) refuse('after', noUnit, 'Name a unit with its type, as "postgresql.service"');
  const seconds = numberOf('within', within, 1, LONGEST_SECONDS);
  const tries = numberOf('retry', retry, 0, MOST_RETRIES);
  return {
    ...(seconds === undefined ? {} : { within: seconds }),
    ...(units.length === 0 || noUnit !== undefined ? {} : { after: units }),
    ...(tries === undefined ? {} : { retry: tries }),
  };
}
