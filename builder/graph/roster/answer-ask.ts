import type { Condition, FactName, HostsAsk, RosterHost, TextPiece } from '../../model/mod.ts';
import { parseCondition } from '../condition/parse-condition.ts';
import type { OpenRoster } from './open-roster.ts';
import { selectHosts, valueOfHost } from './select-hosts.ts';

/** Whom a question is about, and what it wants to know of each. */
export type HostsQuestion = Omit<HostsAsk, 'before' | 'after' | 'between' | 'quote'>;

/** Hosts that were found, and what is said of them: hosts without a value are left out, but of a number. */
export interface HostsAnswer {
  readonly hosts: readonly RosterHost[];
  readonly values: readonly string[];
}

/** @param where the condition of the question, where somebody has read it already */
export function answerQuestion(
  { where: source, field, domain = '', isFirst, isCount, without, appliances, racks }: HostsQuestion,
  roster: OpenRoster,
  where: Condition | undefined = source === undefined ? undefined : parseCondition(source),
): HostsAnswer {
  const found = selectHosts(roster, {
    ...(appliances === undefined ? {} : { appliances }),
    ...(racks === undefined ? {} : { racks }),
    ...(where === undefined ? {} : { where }),
    ...(without === undefined ? {} : { without }),
  });
  if (isCount === true) return { hosts: found, values: [String(found.length)] };
  const fieldOf = (host: RosterHost): string =>
    field === 'fqdn' ? `${host.name}${domain === '' ? '' : `.${domain}`}` : (valueOfHost(host, field) ?? '');
  const named = found.filter((host) => fieldOf(host) !== '');
  const hosts = isFirst === true ? named.slice(0, 1) : named;
  return { hosts, values: hosts.map(fieldOf) };
}

/** The values as a text. */
export function joinValues({ isCount, before, after, between }: HostsAsk, values: readonly string[]): string {
  if (isCount === true) return values.join('');
  return values.map((value) => `${before}${value}${after}`).join(between);
}

/** `hosts.names.web` as a question. */
export function askOfFact({ kind, appliance }: FactName): HostsAsk {
  return {
    ...(appliance === undefined ? {} : { appliances: [appliance] }),
    field: kind === 'addresses' ? 'address' : 'name',
    ...(kind === 'first' ? { isFirst: true } : {}),
    ...(kind === 'count' ? { isCount: true } : {}),
    before: '',
    after: '',
    between: ' ',
  };
}

/** What `hosts.KIND` comes to; undefined: a condition sees None. */
export function valueOfFact(fact: FactName, roster: OpenRoster): string | undefined {
  const ask = askOfFact(fact);
  const { values } = answerQuestion(ask, roster);
  return ask.isFirst === true && values.length === 0 ? undefined : joinValues(ask, values);
}

/** A value as it stands between the quotes of a string of JSON. */
export function quoteForJson(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** A text with the answers that a list of hosts gives to what it asks. */
export function renderPieces(pieces: readonly TextPiece[], roster: OpenRoster): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : answerAsk(piece, roster))).join('');
}

export function answerAsk(ask: HostsAsk, roster: OpenRoster): string {
  const text = joinValues(ask, answerQuestion(ask, roster).values);
  return ask.quote === 'json' ? quoteForJson(text) : text;
}
