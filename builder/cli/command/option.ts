import { fail } from '../../model/mod.ts';

/**
 * One option of a command: the text of its help, and how its word becomes the value that the body of the command
 * gets. `Always` says whether there is a value when the option is not given.
 */
export interface Option<Value = unknown, Always extends boolean = boolean> {
  /** `flag`: given or not; `negated`: written as `--no-NAME`; `list`: may be repeated. */
  readonly kind: 'flag' | 'negated' | 'value' | 'list';
  readonly help: string;
  /** Stands for the word after the option: `file`. Flags have none. Shells complete a `file` and a `dir`. */
  readonly placeholder?: string;
  /** The words that may stand there, where they are few. */
  readonly choices?: readonly string[];
  /** The word that counts when none is given. */
  readonly default?: string;
  readonly required?: true;
  readonly always: Always;
  /** @throws {BuildError} USAGE */
  readonly parse: (word: string, name: string) => Value;
}

/** Whether there is a value in any case: a default, or the user must say one. */
type Presence<Word> = { readonly default: Word } | { readonly required: true };

/** `--NAME`: true when it is given. */
export function flag(help: string): Option<true, false> {
  return { kind: 'flag', help, always: false, parse: () => true };
}

/** `--no-NAME`: the value is true unless it is given. */
export function negated(help: string): Option<boolean, true> {
  return { kind: 'negated', help, always: true, parse: () => true };
}

/** `--NAME <PLACEHOLDER>` with any word. */
export function text(placeholder: string, help: string): Option<string, false>;
export function text(placeholder: string, help: string, presence: Presence<string>): Option<string, true>;
export function text(placeholder: string, help: string, presence?: Presence<string>): Option<string> {
  return makeOption(placeholder, help, presence, (word) => word);
}

/** `--NAME <PLACEHOLDER>` with one of a few words. */
export function choice<const Word extends string>(
  placeholder: string,
  choices: readonly Word[],
  help: string,
): Option<Word, false>;
export function choice<const Word extends string>(
  placeholder: string,
  choices: readonly Word[],
  help: string,
  presence: Presence<NoInfer<Word>>,
): Option<Word, true>;
export function choice<const Word extends string>(
  placeholder: string,
  choices: readonly Word[],
  help: string,
  presence?: Presence<Word>,
): Option<Word> {
  const parse = (word: string, name: string): Word => {
    const subject = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    const hint = `Known are: ${choices.join(', ')}`;
    return (
      choices.find((known) => known === word) ??
      fail('USAGE', `${subject} "${word}" is unknown`, undefined, hint)
    );
  };
  return { ...makeOption(placeholder, help, presence, parse), choices };
}

/** The numbers that an option takes, both ends included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** `--NAME <PLACEHOLDER>` with a whole number. */
export function whole(placeholder: string, range: Range, help: string): Option<number, false>;
export function whole(
  placeholder: string,
  range: Range,
  help: string,
  presence: Presence<string>,
): Option<number, true>;
export function whole(
  placeholder: string,
  { from, to }: Range,
  help: string,
  presence?: Presence<string>,
): Option<number> {
  return makeOption(placeholder, help, presence, (word, name) => {
    const value = /^\d{1,15}$/.test(word) ? Number(word) : Number.NaN;
    if (value >= from && value <= to) return value;
    return fail('USAGE', `"${word}" after --${name} is no number from ${from} to ${to}`);
  });
}

/** `--NAME <PLACEHOLDER>`, as often as one likes. */
export function list(placeholder: string, help: string): Option<readonly string[], true> {
  return { kind: 'list', help, placeholder, always: true, parse: (word) => [word] };
}

function makeOption<Value>(
  placeholder: string,
  help: string,
  presence: Presence<string> | undefined,
  parse: Option<Value>['parse'],
): Option<Value> {
  return { kind: 'value', help, placeholder, ...presence, always: presence !== undefined, parse };
}
