import type { AttributeMap } from '../../model/mod.ts';
import { compile } from '../answers/compile.ts';
import type { MissingAnswer } from '../answers/missing.ts';
import { askQuestion, type Debconf, showText } from '../debian-installer/debconf.ts';
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
    state = askAll(debconf, state, asked);
    writeState(effects, state);
    announce(effects, `Answered: ${asked.map((item) => item.name).join(', ')}`);
  }
}

function askAll(debconf: Debconf, state: State, asked: readonly MissingAnswer[]): State {
  const given: Record<string, string> = { ...state.given };
  let rootPassword = state.rootPassword;
  for (const item of asked) {
    if (item.type === 'password') {
      const password = askPassword(debconf, item);
      if (item.name === 'root_password_hash') {
        rootPassword = password;
        given[item.name] = '!'; // the real one is set with chpasswd, and never written anywhere
      } else given[item.name] = password;
    } else given[item.name] = askText(debconf, item, given);
  }
  return { ...state, given, ...(rootPassword === undefined ? {} : { rootPassword }) };
}

function askText(debconf: Debconf, item: MissingAnswer, given: AttributeMap): string {
  const template = item.type === 'boolean' ? 'cairn/boolean' : 'cairn/string';
  debconf.ask(`SUBST ${template} NAME ${item.title}`);
  debconf.ask(`SUBST ${template} TEXT ${item.help}`);
  debconf.ask(`SET ${template} ${given[item.name] ?? item.value}`);
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
