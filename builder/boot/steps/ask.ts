import { checkAttribute, checkValue, type ValueRules, valueRulesOf } from '../../model/mod.ts';
import { compile, readBundle } from '../answers/compile.ts';
import type { MissingAnswer } from '../answers/missing.ts';
import {
  askQuestion,
  type Debconf,
  escapeLine,
  formatChoices,
  showText,
} from '../debian-installer/debconf.ts';
import { giveSelections } from '../debian-installer/give-selections.ts';
import { offerDiscs } from '../discs/offer-discs.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { InstallFailure } from '../machine/failure.ts';
import { type InstallState, readState, writeState } from '../machine/state.ts';
import { checkMedium } from '../medium/medium-check.ts';

/** So often one question is asked before somebody looks at the machine. */
const TRIES = 20;

/** First menu item: asks what is missing, until the graph compiles. Asks nothing where nothing is missing. */
export function runAnswers(effects: Effects, debconf: Debconf): void {
  let state = readState(effects);
  if (state.options.questions) {
    const { times } = state.source;
    state = offerDiscs(effects, debconf, state);
    if (state.source.times !== times) checkMedium(effects, state.source);
  }
  const asked = new Set<string>();
  for (;;) {
    const compiled = compile(effects, state);
    const wanted = asked.size === 0 && state.options.questions ? compiled.askable : compiled.missing;
    // An answer may bring further questions; what was answered is not asked again
    const open = wanted.filter(({ name }) => !asked.has(name));
    if (open.length === 0) {
      giveSelections(debconf, compiled.plan.installerSelections);
      return;
    }
    state = askAll(debconf, state, open, valueRulesOf(readBundle(effects, state)));
    for (const { name } of open) asked.add(name);
    writeState(effects, state);
    announce(effects, `Answered: ${open.map((item) => item.name).join(', ')}`);
  }
}

function askAll(
  debconf: Debconf,
  state: InstallState,
  asked: readonly MissingAnswer[],
  rules: ValueRules,
): InstallState {
  const given: Record<string, string> = { ...state.given };
  let rootPassword = state.rootPassword;
  let screen: string | undefined;
  for (const item of asked) {
    if (item.screen !== undefined && item.screen !== screen) showTitle(debconf, item.screen);
    screen = item.screen;
    if (item.name === 'root_password_hash') {
      rootPassword = askPassword(debconf, item);
      given[item.name] = '!'; // the real one is set with chpasswd, and never written anywhere
    } else if (item.type === 'password') given[item.name] = askPassword(debconf, item);
    else given[item.name] = askUntilRight(debconf, item, given[item.name] ?? item.value, rules);
  }
  return { ...state, given, ...(rootPassword === undefined ? {} : { rootPassword }) };
}

function showTitle(debconf: Debconf, title: string): void {
  debconf.ask(`SUBST cairn/screen TEXT ${escapeLine(title)}`);
  debconf.ask('SETTITLE cairn/screen');
}

/** A wrong answer is told, and is what the next question proposes to mend. */
function askUntilRight(debconf: Debconf, item: MissingAnswer, first: string, rules: ValueRules): string {
  let proposal = first;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const answer = askText(debconf, item, proposal);
    const fault = findFault(item, answer, rules);
    if (fault === undefined) return answer;
    showText(debconf, 'cairn/failed', fault);
    proposal = answer;
  }
  throw new InstallFailure(`The question about "${item.name}" was not answered`);
}

function askText(debconf: Debconf, item: MissingAnswer, proposal: string): string {
  const { values } = item.form;
  const template =
    values !== undefined ? 'cairn/select' : item.type === 'boolean' ? 'cairn/boolean' : 'cairn/string';
  describeQuestion(debconf, template, item);
  if (values !== undefined) debconf.ask(`SUBST ${template} CHOICES ${formatChoices(values)}`);
  debconf.ask(`SET ${template} ${escapeLine(proposal)}`);
  return askQuestion(debconf, template).trim();
}

/** What is wrong about an answer: what a roll.yaml says of the attribute, then what the question says. */
function findFault(
  { name, form, mayBeEmpty }: MissingAnswer,
  answer: string,
  rules: ValueRules,
): string | undefined {
  if (answer === '' && !mayBeEmpty) return 'It is empty.';
  const fault =
    checkAttribute(rules, name, answer) ??
    (answer === '' ? undefined : checkValue(form, answer, rules.words));
  return fault === undefined ? undefined : `${fault.message}. ${fault.hint}.`;
}

function askPassword(debconf: Debconf, item: MissingAnswer): string {
  for (;;) {
    describeQuestion(debconf, 'cairn/password', item);
    for (const name of ['cairn/password', 'cairn/password-again']) debconf.ask(`SET ${name} `);
    const first = askQuestion(debconf, 'cairn/password');
    const again = askQuestion(debconf, 'cairn/password-again');
    for (const name of ['cairn/password', 'cairn/password-again']) debconf.ask(`SET ${name} `);
    if (first !== '' && first === again) return first;
    showText(debconf, 'cairn/failed', first === '' ? 'The password is empty.' : 'The two passwords differ.');
  }
}

function describeQuestion(debconf: Debconf, template: string, { title, help }: MissingAnswer): void {
  debconf.ask(`SUBST ${template} NAME ${escapeLine(title)}`);
  debconf.ask(`SUBST ${template} TEXT ${escapeLine(help)}`);
}
