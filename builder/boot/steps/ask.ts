import { type AttributeMap, checkAttribute, type ValueRules, valueRulesOf } from '../../model/mod.ts';
import { compile, readBundle } from '../answers/compile.ts';
import type { MissingAnswer } from '../answers/missing.ts';
import { askQuestion, type Debconf, escapeLine, showText } from '../debian-installer/debconf.ts';
import { giveSelections } from '../debian-installer/give-selections.ts';
import { announce } from '../machine/announce.ts';
import type { Effects } from '../machine/effects.ts';
import { readState, type State, writeState } from '../machine/state.ts';

const TRIES = 5;

/** First menu item: asks what is missing, until the graph compiles. Asks nothing where nothing is missing. */
export function runAnswers(effects: Effects, debconf: Debconf): void {
  let state = readState(effects);
  const everything = state.options.questions;
  for (let round = 0; round < TRIES; round += 1) {
    const compiled = compile(effects, state);
    const asked = round === 0 && everything ? compiled.askable : compiled.missing;
    if (asked.length === 0) {
      giveSelections(debconf, compiled.plan.installerSelections);
      return;
    }
    state = askAll(debconf, state, asked, valueRulesOf(readBundle(effects, state)));
    writeState(effects, state);
    announce(effects, `Answered: ${asked.map((item) => item.name).join(', ')}`);
  }
}

function askAll(debconf: Debconf, state: State, asked: readonly MissingAnswer[], rules: ValueRules): State {
  const given: Record<string, string> = { ...state.given };
  let rootPassword = state.rootPassword;
  for (const item of asked) {
    if (item.name === 'root_password_hash') {
      rootPassword = askPassword(debconf, item);
      given[item.name] = '!'; // the real one is set with chpasswd, and never written anywhere
    } else if (item.type === 'password') given[item.name] = askPassword(debconf, item);
    else given[item.name] = askUntilRight(debconf, item, given, rules);
  }
  return { ...state, given, ...(rootPassword === undefined ? {} : { rootPassword }) };
}

/** A wrong answer is told, and is what the next question proposes to mend. */
function askUntilRight(
  debconf: Debconf,
  item: MissingAnswer,
  given: AttributeMap,
  rules: ValueRules,
): string {
  let proposal = given[item.name] ?? item.value;
  for (;;) {
    const answer = askText(debconf, item, proposal);
    const fault = checkAttribute(rules, item.name, answer);
    if (fault === undefined) return answer;
    showText(debconf, 'cairn/failed', `${fault.message}. ${fault.hint}.`);
    proposal = answer;
  }
}

function askText(debconf: Debconf, item: MissingAnswer, proposal: string): string {
  const template = item.type === 'boolean' ? 'cairn/boolean' : 'cairn/string';
  debconf.ask(`SUBST ${template} NAME ${escapeLine(item.title)}`);
  debconf.ask(`SUBST ${template} TEXT ${escapeLine(item.help)}`);
  debconf.ask(`SET ${template} ${escapeLine(proposal)}`);
  return askQuestion(debconf, template).trim();
}

function askPassword(debconf: Debconf, item: MissingAnswer): string {
  for (;;) {
    debconf.ask(`SUBST cairn/password NAME ${item.title}`);
    debconf.ask(`SUBST cairn/password TEXT ${item.help}`);
    for (const name of ['cairn/password', 'cairn/password-again']) debconf.ask(`SET ${name} `);
    const first = askQuestion(debconf, 'cairn/password');
    const again = askQuestion(debconf, 'cairn/password-again');
    for (const name of ['cairn/password', 'cairn/password-again']) debconf.ask(`SET ${name} `);
    if (first !== '' && first === again) return first;
    showText(debconf, 'cairn/failed', first === '' ? 'The password is empty.' : 'The two passwords differ.');
  }
}
