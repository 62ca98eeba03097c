import {
  type AttributeDeclaration,
  type AttributeMap,
  type DeclaredAttribute,
  FRONTEND_ATTRIBUTES,
} from '../../model/mod.ts';
import type { DebianPlan } from './compile.ts';

/** An attribute to ask for. */
export interface MissingAnswer {
  readonly name: string;
  /** "Cluster name". */
  readonly title: string;
  readonly help: string;
  /** Title of the page that it is on; absent: of none. */
  readonly screen?: string;
  /** As declared: string, boolean, password, ... */
  readonly type: string;
  /** What the answer must look like; with `values`, one of those. */
  readonly form: AttributeDeclaration;
  /** False: nothing is no answer. */
  readonly mayBeEmpty: boolean;
  /** A proposal; empty where there is none. */
  readonly value: string;
}

/**
 * Declared attributes to ask for, in the rolls' order: those without a value, or all of them with their values
 * as proposals. Nobody is asked for a key: the cluster makes it, and hosts get it from the frontend, as they get what
 * it says of every host. What a screen asks for is not asked twice.
 */
export function collectMissing(
  declarations: readonly DeclaredAttribute[],
  attributes: AttributeMap,
  onlyMissing: boolean,
): MissingAnswer[] {
  return (
    declarations
      .filter(({ name, type }) => type !== 'key' && !FRONTEND_ATTRIBUTES.includes(name))
      // A default that refers to others has a value when these have theirs
      .filter(
        ({ name, element, default: value }) =>
          element === undefined && (!onlyMissing || (attributes[name] === undefined && value === undefined)),
      )
      .map(({ name, help, type, values }) => ({
        name,
        title: titleOf(name),
        help: help ?? '',
        type: type ?? 'string',
        form: values === undefined ? {} : { values },
        mayBeEmpty: true,
        value: type === 'password' || type === 'hash' ? '' : (attributes[name] ?? ''),
      }))
  );
}

/** The same of the questions on this machine's screens. */
export function collectQuestions(
  questions: DebianPlan['questions'],
  attributes: AttributeMap,
  onlyMissing: boolean,
): MissingAnswer[] {
  return questions
    .filter(({ name, isReadOnly }) => !isReadOnly && (!onlyMissing || attributes[name] === undefined))
    .map(({ name, title, help, screen, kind, form, mayBeEmpty, value }) => ({
      name,
      title,
      help,
      screen,
      type: kind,
      form,
      mayBeEmpty,
      value: kind === 'password' ? '' : (attributes[name] ?? value),
    }));
}

/** A screen's question is asked in place of the plain one about the same attribute. */
export function mergeAnswers(
  plain: readonly MissingAnswer[],
  onScreens: readonly MissingAnswer[],
): readonly MissingAnswer[] {
  const byName = new Map(onScreens.map((item) => [item.name, item]));
  return [...plain.filter(({ name }) => !byName.has(name)), ...byName.values()];
}

/** "root_password_hash" is "Root password" to the person who types it. */
function titleOf(name: string): string {
  const words = name.replace(/_hash$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
