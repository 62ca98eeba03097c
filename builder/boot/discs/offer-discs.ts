import { askQuestion, type Debconf, escapeLine, showText } from '../debian-installer/debconf.ts';
import type { Effects } from '../machine/effects.ts';
import type { FoundDisc } from '../machine/source.ts';
import { type InstallState, writeState } from '../machine/state.ts';
import { findWanted, useDiscs } from './take-discs.ts';

/** Offers discs and sticks with rolls by name, and asks for the next one until there is no more. */
export function offerDiscs(effects: Effects, debconf: Debconf, begun: InstallState): InstallState {
  let state = begun;
  if (state.source.device === undefined || state.host !== undefined) return state;
  const declined = new Set<string>();
  // What is in the drives already is offered before anybody is asked to insert something
  for (let turn = 0; ; turn += 1) {
    if (turn > 0 && !askForNext(debconf, state)) return state;
    if (turn > 0) declined.clear();
    const wish = (disc: FoundDisc): boolean => {
      if (declined.has(disc.id)) return false;
      const isWanted = disc.over === undefined || offer(debconf, disc);
      if (!isWanted) declined.add(disc.id);
      return isWanted;
    };
    const { wanted, refused } = findWanted(effects, state, wish);
    const isSame = wanted.length === (state.source.discs ?? []).length && declined.size === 0;
    const told = refused.length === 0 && isSame ? ['There is no further disc or stick.'] : refused;
    if (turn > 0 && told.length > 0) showText(debconf, 'cairn/failed', told.join('\n'));
    state = useDiscs(effects, state, wanted);
    writeState(effects, state);
  }
}

function askForNext(debconf: Debconf, { source }: InstallState): boolean {
  const names = (source.discs ?? []).map(({ name }) => name);
  const had = names.length === 0 ? '' : `Used so far: ${names.join(', ')}. `;
  return ask(
    debconf,
    'Another disc or stick with rolls',
    `${had}Insert it, and choose Yes; No goes on.`,
    false,
  );
}

function offer(debconf: Debconf, { name, device }: FoundDisc): boolean {
  return ask(debconf, `Install ${name} too`, `It is on ${device}.`, true);
}

function ask(debconf: Debconf, title: string, help: string, proposal: boolean): boolean {
  debconf.ask(`SUBST cairn/boolean NAME ${escapeLine(title)}`);
  debconf.ask(`SUBST cairn/boolean TEXT ${escapeLine(help)}`);
  debconf.ask(`SET cairn/boolean ${String(proposal)}`);
  return askQuestion(debconf, 'cairn/boolean').trim() === 'true';
}
