import { isFlagSet, mayBeEmpty } from '../../graph/mod.ts';
import {
  type AttributeDeclaration,
  checkValue,
  type Problem,
  type ScreenVariable,
  VALUE_TYPE_NAMES,
  type WizardScreen,
} from '../../model/mod.ts';
import { refusalProblem } from '../plan-installation.ts';
import type { DebianQuestion } from './types.ts';

/** Rocks' names of types, with ours. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  checkbox: 'boolean',
  menu: 'choice',
  radio: 'choice',
  select: 'choice',
  yesno: 'boolean',
};

/** Questions as d-i's dialogs ask them, with what they cannot ask. */
export function planQuestions(screens: readonly WizardScreen[]): {
  readonly questions: readonly DebianQuestion[];
  readonly problems: readonly Problem[];
} {
  const questions: DebianQuestion[] = [];
  const problems: Problem[] = [];
  for (const screen of screens) {
    for (const variable of screen.variables) {
      const planned = planQuestion(screen.title, variable);
      if (typeof planned !== 'string') questions.push(planned);
      else {
        const what = `the question for "${variable.name}"`;
        problems.push(refusalProblem('ELEMENT_UNSUPPORTED', what, screen, planned));
      }
    }
  }
  return { questions, problems };
}

/** @returns the question, or why it cannot be asked */
function planQuestion(screen: string, variable: ScreenVariable): DebianQuestion | string {
  const { name, label, help, options, default: value, fields } = variable;
  const type = OTHER_NAMES[variable.type] ?? variable.type;
  const form = formOf(type, options, fields['maxlength']);
  if (typeof form === 'string') return form;
  const isReadOnly = isFlagSet(fields['readonly']);
  const fault = value === '' ? undefined : checkValue(form, value);
  if (fault !== undefined) return `its default is wrong: ${fault.message}`;
  if (isReadOnly && value === '') return 'it is read-only and has no value';
  return {
    name,
    title: label === '' ? name : label.replace(/\s*:$/, ''),
    help,
    screen,
    kind: type === 'boolean' || type === 'password' ? type : form.values === undefined ? 'string' : 'select',
    form,
    value,
    mayBeEmpty: mayBeEmpty(fields),
    isReadOnly,
  };
}

/** What an answer must look like. */
function formOf(
  type: string,
  options: readonly string[],
  length: string | undefined,
): AttributeDeclaration | string {
  if (type === 'choice' || (type === 'string' && options.length > 0))
    return options.length === 0 ? 'it has no <option> to choose' : { values: options };
  if (!(VALUE_TYPE_NAMES as readonly string[]).includes(type))
    return `the installer has no dialog for the type "${type}"`;
  if (length === undefined) return { type };
  return /^[1-9]\d*$/.test(length)
    ? { type, pattern: `[\\s\\S]{0,${length}}` }
    : `"${length}" is no length for <maxlength>`;
}
