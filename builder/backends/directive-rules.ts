import type { DirectiveName } from '../graph/mod.ts';
import type { Directive, Problem } from '../model/mod.ts';
import { type ParsedOptions, parseOptions } from '../render/options/parse-options.ts';
import type { Refusal, Support } from './backend.ts';
import { refusalProblem } from './plan-installation.ts';

/** How a back-end carries out one directive. */
export interface DirectiveRule<Draft> {
  /** Options that mean something; any other is refused by its name. */
  readonly options?: readonly string[];
  /** So many words beside them mean something. */
  readonly words?: number;
  /** Carries it out. @returns why it cannot */
  apply(draft: Draft, given: ParsedOptions, directive: Directive): string | undefined;
}

/** The same for a directive whose text has a grammar of its own. */
export interface RawDirectiveRule<Draft> {
  /** Attributes of the element that mean something. */
  readonly attributes?: readonly string[];
  applyRaw(draft: Draft, directive: Directive): string | undefined;
}

export type DirectiveRules<Draft> = Readonly<
  Record<DirectiveName, DirectiveRule<Draft> | RawDirectiveRule<Draft> | Refusal>
>;

/** The same refusal for several directives. */
export function refuse<Name extends DirectiveName>(
  refused: string,
  ...names: readonly Name[]
): Readonly<Record<Name, Refusal>> {
  return Object.fromEntries(names.map((name) => [name, { refused }])) as Record<Name, Refusal>;
}

/** What the rules say about each directive as a whole. */
export function supportOf(rules: DirectiveRules<never>): Readonly<Record<DirectiveName, Support>> {
  const entries = Object.entries(rules).map(([name, rule]) => [
    name,
    'refused' in rule ? rule : 'carried out',
  ]);
  return Object.fromEntries(entries) as Record<DirectiveName, Support>;
}

/** Carries out directives in order. @returns an error for each that cannot be carried out as it is said */
export function applyDirectives<Draft>(
  rules: DirectiveRules<Draft>,
  draft: Draft,
  directives: readonly Directive[],
): readonly Problem[] {
  return directives.flatMap((directive) => {
    const rule = rules[directive.name as DirectiveName];
    if ('refused' in rule || directive.unanswered !== undefined) return [];
    const reason = applyRule(rule, draft, directive);
    const what = `<${directive.name}>`;
    return reason === undefined ? [] : [refusalProblem('DIRECTIVE_UNSUPPORTED', what, directive, reason)];
  });
}

function applyRule<Draft>(
  rule: DirectiveRule<Draft> | RawDirectiveRule<Draft>,
  draft: Draft,
  directive: Directive,
): string | undefined {
  const known = 'applyRaw' in rule ? (rule.attributes ?? []) : [];
  const attribute = Object.keys(directive.attributes).find((name) => !known.includes(name));
  if (attribute !== undefined) return `the attribute "${attribute}" means nothing here`;
  if ('applyRaw' in rule) return rule.applyRaw(draft, directive);
  const given = parseOptions(directive.text);
  if (given === undefined) return 'a quote has no end';
  const option = [...given.options.keys()].find((name) => !(rule.options ?? []).includes(name));
  if (option !== undefined) return `the option "--${option}" means nothing here`;
  const word = given.words[rule.words ?? 0];
  return word === undefined ? rule.apply(draft, given, directive) : `"${word}" means nothing here`;
}
