import type { Option } from './option.ts';

/** A word that a command takes without a name. */
export interface Argument<Value = unknown> {
  /** Empty where the name says all. */
  readonly help: string;
  readonly required: boolean;
  /** All words that are left. */
  readonly several: boolean;
  /** Only for the completion of shells: a file or folder stands there, or one of a few words. */
  readonly completes?: Completes;
  /** Only for the compiler: what the body gets. */
  readonly value?: Value;
}

/** What may stand in the place of an argument; what else is wrong, the body of the command says. */
export type Completes = 'path' | readonly string[];

/** Arguments of a command by name, in their order. */
export type Arguments = Readonly<Record<string, Argument>>;

/** Options of a command by name: `dryRun` is `--dry-run`. */
export type Options = Readonly<Record<string, Option>>;

/** What the body of a command gets for its arguments. */
export type ArgumentsOf<Table extends Arguments> = {
  readonly [Name in keyof Table]: Table[Name] extends Argument<infer Value> ? Value : never;
};

/** What the body of a command gets for its options: those without a value are left out. */
export type OptionsOf<Table extends Options> = {
  readonly [Name in keyof Table as Table[Name]['always'] extends true ? Name : never]: ValueOf<Table[Name]>;
} & {
  readonly [Name in keyof Table as Table[Name]['always'] extends true ? never : Name]?: ValueOf<Table[Name]>;
};

type ValueOf<One extends Option> = ReturnType<One['parse']>;

/** One command as data: what its help says, what it takes, and its body, which loads only when it runs. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  readonly arguments: Arguments;
  readonly options: Options;
  readonly run: (args: never, options: never) => Promise<void>;
}

/** Commands with a first word in common. */
export interface CommandGroup {
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly (CommandSpec | CommandGroup)[];
}

/** A command whose body gets exactly what its table says. */
export function defineCommand<
  Args extends Arguments = Record<never, never>,
  Opts extends Options = Record<never, never>,
>(command: {
  readonly name: string;
  readonly summary: string;
  readonly arguments?: Args;
  readonly options?: Opts;
  readonly run: (args: ArgumentsOf<Args>, options: OptionsOf<Opts>) => Promise<void>;
}): CommandSpec {
  return { arguments: {}, options: {}, ...command };
}

/** `<NAME>` */
export function word(help = '', completes?: Completes): Argument<string> {
  return makeArgument({ help, required: true, several: false }, completes);
}

/** `[NAME]` */
export function maybeWord(help = '', completes?: Completes): Argument<string | undefined> {
  return makeArgument({ help, required: false, several: false }, completes);
}

/** `<NAME...>`: at least one. */
export function words(help = '', completes?: Completes): Argument<readonly string[]> {
  return makeArgument({ help, required: true, several: true }, completes);
}

/** `[NAME...]`: any number. */
export function maybeWords(help = '', completes?: Completes): Argument<readonly string[]> {
  return makeArgument({ help, required: false, several: true }, completes);
}

function makeArgument<Value>(argument: Argument<Value>, completes: Completes | undefined): Argument<Value> {
  return completes === undefined ? argument : { ...argument, completes };
}
