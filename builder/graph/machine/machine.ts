import {
  type AttributeReference,
  type ErrorCode,
  errorProblem,
  FACT_PREFIX,
  findPlatform,
  type Graph,
  type Guard,
  type GuardList,
  isFactName,
  isIntrinsicAttribute,
  matchesOperatingSystem,
  type Place,
  type Problem,
  parseFactName,
  type ResolvedAttributes,
  type Roster,
  type Spot,
  type Template,
  unknownPlatform,
  warningProblem,
} from '../../model/mod.ts';
import { evaluateCondition } from '../condition/evaluate-condition.ts';
import { parseValue, type Value } from '../condition/values.ts';
import { splitList } from '../parse/parse-guard.ts';
import { KNOWN_FACTS } from '../roster/known-facts.ts';
import { type FactPlace, FactReader } from './fact-reader.ts';

/** More text than this from attributes, includes and programs in one profile is a mistake or an attack. */
const EXPANSION_LIMIT_CHARS = 256 * 1024 * 1024;

/** Characters that only JSON can hold. */
const NO_TEXT = /[\0\ud800-\udfff]/u;

/** What no value of a machine of one appliance changes. */
const FIXED: ReadonlySet<string> = new Set(['appliance', 'arch', 'codename', 'os', 'osFamily', 'release']);

/** Hostile input must not fill the memory with messages. */
const PROBLEM_LIMIT = 1000;

export interface TraverseOptions {
  /** Put secret values into the profile; without it they are masked. */
  readonly revealSecrets?: boolean;
  /**
   * A declared attribute without a value is empty instead of an error, for those who do not know the site;
   * with `warn`, a warning says so.
   */
  readonly allowUnanswered?: boolean | 'warn';
  /** An edge between rolls of which neither end is public is an error. */
  readonly strict?: boolean;
  /** Remember each condition that is looked at: a large graph has millions. */
  readonly collectConditions?: boolean;
  /** Only ask which programs would have to run: their outputs are not known yet. */
  readonly collectEvals?: boolean;
  /** A program that the recipe does not allow leaves nothing, with a warning: for those who only look. */
  readonly passRefusedEvals?: boolean;
  /** A condition on what differs from host to host counts as holding: for what some host of an appliance may get. */
  readonly anyHost?: boolean;
  /** Every `cond` about more than the operating system and the architecture holds: what other values may bring. */
  readonly assumeConditions?: boolean;
  /** Every `cond` about other hosts holds: what any other list of hosts may bring. */
  readonly anyRoster?: boolean;
  /** The hosts that there are; none where it is left out. */
  readonly roster?: Roster | undefined;
  /** A profile in spite of errors, as far as it goes: for checks that look at the whole of it. */
  readonly keepGoing?: boolean;
}

/** Intrinsic attributes of which hosts of one appliance have different values. */
const HOST_ATTRIBUTES: ReadonlySet<string> = new Set(['hostname', 'rack', 'rank']);

/** Where a piece of a file is, for messages and origins. */
export interface FileSource {
  /** Index into `Graph.rolls`. */
  readonly roll: number;
  /** Relative to the roll. */
  readonly path: string;
}

/** Whoever describes a machine says nothing about the others. */
const factIsSet = (name: string): string =>
  `Attribute "${name}" cannot be set: names with "${FACT_PREFIX}" are facts about other hosts`;

/** One machine during one traversal: its attributes, and what was found. */
export class Machine {
  readonly graph: Graph;
  readonly options: TraverseOptions;
  readonly problems: Problem[] = [];
  readonly attributes: ResolvedAttributes;
  /** Names that conditions, texts and scripts asked for, whether they have a value or not. */
  readonly reads = new Set<string>();
  /** With `collectConditions`: conditions that were looked at, with the file of each: they decide what there is, and not only what it says. */
  readonly conditions = new Map<NonNullable<Guard['cond']>, FileSource>();
  readonly #declared: ReadonlySet<string>;
  readonly #secret: ReadonlySet<string>;
  /** What an item of an `arch=` list may be. */
  readonly #archNames: readonly string[];
  readonly #typed = new Map<string, Value>();
  readonly #seen = new Set<string>();
  readonly #counts = new Map<string, number>();
  readonly #lookup = (name: string): Value => this.#valueOf(name);
  /** What it asked of other hosts. */
  readonly facts = new FactReader(this);
  /** The condition that is looked at. */
  #looking: FactPlace | undefined;
  #watched: Set<string> | undefined;
  #expandedChars = 0;
  #unanswered: string[] = [];
  #secretRead: { readonly name: string; readonly spot: Spot | undefined } | undefined;

  constructor(graph: Graph, attributes: ResolvedAttributes, options: TraverseOptions) {
    this.graph = graph;
    this.options = options;
    this.attributes = attributes;
    this.#declared = new Set(graph.declarations.map(({ name }) => name));
    this.#secret = new Set(
      graph.declarations.filter(({ secret }) => secret === true).map(({ name }) => name),
    );
    const arch = this.textOf('arch') ?? graph.arch;
    const platform = findPlatform(arch);
    this.#archNames = platform === undefined ? [arch] : [platform.name, ...platform.otherNames];
    // That of the graph is among the graph's own problems
    if (platform === undefined && arch !== graph.arch) this.add(unknownPlatform(arch));
    for (const { name, value } of attributes.values()) {
      if (isFactName(name)) this.add(errorProblem('ATTRIBUTE_INTRINSIC', factIsSet(name)));
      if (!NO_TEXT.test(value)) continue;
      const message = `Attribute "${name}" holds NUL or half a surrogate pair, which no file and no program can take`;
      this.add(errorProblem('ATTRIBUTE_VALUE', message));
    }
  }

  /** Adds a finding once, however often it is met; of one kind, at most a thousand. */
  add(problem: Problem): void {
    const { place } = problem;
    if (this.isFull(problem.severity, problem.code)) return;
    const key = `${problem.severity} ${problem.code} ${place?.file}:${place?.line}:${place?.column} ${problem.message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const kind = `${problem.severity} ${problem.code}`;
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
    this.problems.push(problem);
  }

  /** So many findings of a kind are there already that no more are kept. */
  isFull(severity: Problem['severity'], code: ErrorCode): boolean {
    return (this.#counts.get(`${severity} ${code}`) ?? 0) >= PROBLEM_LIMIT;
  }

  addError(code: ErrorCode, message: string, place: Place, hint?: string): void {
    this.add(errorProblem(code, message, place, hint));
  }

  addWarning(code: ErrorCode, message: string, place: Place, hint?: string): void {
    this.add(warningProblem(code, message, place, hint));
  }

  /** An error, where the file's roll is lenient a warning. */
  addSlip(source: FileSource, code: ErrorCode, message: string, spot: Spot, hint?: string): void {
    const build = this.graph.rolls[source.roll]!.lenient ? warningProblem : errorProblem;
    this.add(build(code, message, this.placeOf(source, spot), hint));
  }

  placeOf(source: FileSource, spot: Spot): Place {
    const file = `${this.graph.rolls[source.roll]!.name}/${source.path}`;
    return { file, line: spot.line, column: spot.column };
  }

  #valueOf(name: string): Value {
    if (isFactName(name)) {
      this.#watched?.add(name);
      return parseValue(this.facts.readNamed(name, this.#looking));
    }
    this.#noteRead(name);
    const known = this.#typed.get(name);
    if (known !== undefined) return known;
    const value = parseValue(this.attributes.get(name)?.value);
    this.#typed.set(name, value);
    return value;
  }

  /** Whoever reads a value reads what it is made of. */
  #noteRead(name: string): void {
    for (const one of [name, ...(this.attributes.get(name)?.madeOf ?? [])]) {
      this.reads.add(one);
      this.#watched?.add(one);
    }
  }

  /** The plain value of an attribute. */
  textOf(name: string): string | undefined {
    return this.attributes.get(name)?.value;
  }

  /** The value of an attribute as a profile may show it: a secret one is masked. */
  readAttribute(name: string, spot?: Spot): string | undefined {
    if (isFactName(name)) return this.readFact(name);
    this.#noteRead(name);
    const attribute = this.attributes.get(name);
    if (attribute?.secret ?? this.#secret.has(name)) this.#secretRead = { name, spot };
    if (attribute === undefined) return undefined;
    return attribute.secret && this.options.revealSecrets !== true ? `[secret ${name}]` : attribute.value;
  }

  /** What a text gets of a fact about other hosts; undefined: there is no such fact. */
  readFact(name: string, at?: FactPlace): string | undefined {
    this.#watched?.add(name);
    return parseFactName(name) === undefined ? undefined : (this.facts.readNamed(name, at) ?? '');
  }

  /** Whether the value of an attribute is secret, if it has one or not. */
  isSecret(name: string): boolean {
    return this.attributes.get(name)?.secret ?? this.#secret.has(name);
  }

  /** The last secret attribute that was read since this was asked, and where its reference stands. */
  takeSecret(): { readonly name: string; readonly spot: Spot | undefined } | undefined {
    const read = this.#secretRead;
    this.#secretRead = undefined;
    return read;
  }

  /** Does something, and says which attributes it looked at. */
  watchReads<Result>(work: () => Result): { readonly result: Result; readonly names: ReadonlySet<string> } {
    const outer = this.#watched;
    const names = new Set<string>();
    this.#watched = names;
    const result = work();
    this.#watched = outer;
    for (const name of names) outer?.add(name);
    return { result, names };
  }

  /** Hosts of this appliance have different values of it: by themselves, or because recipe or site say so. */
  differsByHost(name: string): boolean {
    const { rack, host } = this.graph.attributes;
    const said = [...Object.values(rack), ...Object.values(host)];
    const { madeOf = [] } = this.attributes.get(name) ?? {};
    return [name, ...madeOf].some(
      (one) =>
        HOST_ATTRIBUTES.has(one) || isFactName(one) || said.some((values) => Object.hasOwn(values, one)),
    );
  }

  /** Nobody knows its value before there is a site: it is secret, or has none yet. */
  isUnsettled(name: string): boolean {
    const attribute = this.attributes.get(name);
    return attribute?.secret === true || (attribute === undefined && this.#declared.has(name));
  }

  /** The attributes without a value that were read since this was asked, each once. */
  takeUnanswered(): readonly string[] {
    const read = this.#unanswered;
    if (read.length > 0) this.#unanswered = [];
    return read;
  }

  /** True when all conditions hold; a condition that could not be read is an error here. */
  holds(guard: Guard | undefined, source: FileSource): boolean {
    if (guard === undefined) return true;
    const { arch, os, release, cond } = guard;
    if (arch !== undefined && !this.#matches(arch, source, (item) => this.#archNames.includes(item)))
      return false;
    if (os !== undefined && !this.#matches(os, source, (item) => this.#isSystem(item))) return false;
    if (release !== undefined && !this.#matches(release, source, (item) => item === this.textOf('release'))) {
      return false;
    }
    if (cond === undefined) return true;
    if (cond.broken !== undefined) this.add(cond.broken);
    if (this.options.anyRoster === true && cond.names.some(isFactName)) return true;
    if (this.options.anyHost === true && cond.names.some((name) => this.differsByHost(name))) {
      for (const name of cond.names) this.#watched?.add(name);
      return true;
    }
    if (this.options.assumeConditions === true && !cond.names.every((name) => FIXED.has(name))) return true;
    if (this.options.collectConditions === true) this.conditions.set(cond, source);
    this.#looking = cond.spot === undefined ? undefined : { source, spot: cond.spot };
    return evaluateCondition(cond, this.#lookup);
  }

  #isSystem(item: string): boolean {
    return matchesOperatingSystem(item, this.textOf('os') ?? '', this.textOf('osFamily') ?? '');
  }

  #matches(list: GuardList, source: FileSource, matches: (item: string) => boolean): boolean {
    if ('items' in list) return list.items.some(matches);
    const text = this.expandValue(list.template, source);
    // An empty one counts as absent.
    return text.trim() === '' || splitList(text).some(matches);
  }

  /** Expands the value of an XML attribute: an undefined name is always an error. */
  expandValue(template: Template, source: FileSource): string {
    return typeof template === 'string' ? template : this.#expand(template, source, false);
  }

  /** Expands running text: a roll may say that an undefined name vanishes. */
  expandText(template: Template, source: FileSource, quote?: (value: string) => string): string {
    if (typeof template === 'string') return template;
    const mayVanish = this.graph.rolls[source.roll]!.undefinedAttributes === 'empty';
    return this.#expand(template, source, mayVanish, quote);
  }

  #expand(
    parts: readonly (string | AttributeReference)[],
    source: FileSource,
    mayVanish: boolean,
    quote?: (value: string) => string,
  ): string {
    const texts = parts.map((part) => {
      if (typeof part === 'string') return part;
      const value = this.#expandReference(part, source, mayVanish);
      return quote === undefined ? value : quote(value);
    });
    return texts.join('');
  }

  #expandReference(reference: AttributeReference, source: FileSource, mayVanish: boolean): string {
    const text = isFactName(reference.name)
      ? this.readFact(reference.name, { source, spot: reference })
      : this.readAttribute(reference.name, reference);
    if (text !== undefined) return this.takeExpansion(text.length, source, reference) ? text : '';
    if (this.#declared.has(reference.name) && this.#passUnanswered(reference, source)) return '';
    const build = mayVanish ? warningProblem : errorProblem;
    if (this.isFull(mayVanish ? 'warning' : 'error', 'ATTRIBUTE_UNDEFINED')) return '';
    const message = `Attribute "${reference.name}" is not defined`;
    const hint = mayVanish ? undefined : this.#undefinedHint(reference.name);
    this.add(build('ATTRIBUTE_UNDEFINED', message, this.placeOf(source, reference), hint));
    return '';
  }

  #undefinedHint(name: string): string {
    if (isFactName(name)) return KNOWN_FACTS;
    if (name === 'codename') {
      const os = this.textOf('os') ?? 'the operating system';
      return `The roll of ${os} says it, and is not among the rolls: add it (in a recipe to "rolls"; else --roll DIR)`;
    }
    return isIntrinsicAttribute(name)
      ? 'A machine has it of itself: name the operating system and the host that is meant'
      : 'Set it in the recipe or the site, or declare it with a default in roll.yaml';
  }

  #passUnanswered(reference: AttributeReference, source: FileSource): boolean {
    const { allowUnanswered } = this.options;
    if (allowUnanswered === 'warn') {
      const message = `Attribute "${reference.name}" has no value yet: it is empty here`;
      this.addWarning('ATTRIBUTE_UNANSWERED', message, this.placeOf(source, reference));
    }
    const passes = allowUnanswered === true || allowUnanswered === 'warn';
    if (passes && !this.#unanswered.includes(reference.name)) this.#unanswered.push(reference.name);
    return passes;
  }

  /** Counts text that did not stand in the file itself; false when there is too much of it. */
  takeExpansion(sizeChars: number, source: FileSource, spot: Spot): boolean {
    this.#expandedChars += sizeChars;
    if (this.#expandedChars <= EXPANSION_LIMIT_CHARS) return true;
    const message = `Attributes and includes expand to more than ${EXPANSION_LIMIT_CHARS} characters`;
    this.addError('EXPANSION_LIMIT', message, this.placeOf(source, spot));
    return false;
  }
}
