import { readGraphValues } from '../../graph/mod.ts';
import { attributesFromState, factsOfHost, identityOfHost } from '../../hosts/mod.ts';
import { type AttributeSource, fail, type ResolvedAttribute } from '../../model/mod.ts';
import { readGraphOfHost } from '../frontend/frontend-graph.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { printJson, printText } from '../terminal/report.ts';
import { renderTable } from '../terminal/text-table.ts';
import type { AttributeGetOptions, AttributeListOptions } from './attribute-commands.ts';
import { describeTarget, targetsOf } from './attribute-set.ts';

const MASK = '(secret)';

/** `cairn attribute get NAME --host HOST` */
export async function runAttributeGet(name: string, options: AttributeGetOptions): Promise<void> {
  const values = (await explain(options.host, options.bundle)).filter((value) => value.name === name);
  if (values.length === 0) {
    fail('ATTRIBUTE_UNKNOWN', `Attribute "${name}" is set nowhere for host "${options.host}"`);
  }
  printValues(values, options.format);
}

/** `cairn attribute list`: what is set, in every scope; with --host, all that one host gets. */
export async function runAttributeList(options: AttributeListOptions): Promise<void> {
  if (options.host !== undefined) {
    return printValues(await explain(options.host, options.bundle), options.format);
  }
  const hasScope = options.os !== undefined || options.appliance !== undefined || options.rack !== undefined;
  const values = await withState(async (state) => {
    const [target] = hasScope ? await targetsOf(state, options) : [undefined];
    return state.listAttributes(target);
  });
  const shown = values.map((one) => ({ ...one, value: one.secret ? MASK : one.value }));
  if (options.format === 'json') return printJson(shown);
  const rows = shown.map((one) => [describeTarget(one), one.name, oneLine(one.value)]);
  printText(renderTable(['SCOPE', 'NAME', 'VALUE'], rows));
}

async function explain(selection: string, bundle: string | undefined): Promise<readonly ResolvedAttribute[]> {
  return withState(async (state) => {
    const [host, second] = await selectHosts(state, selection);
    if (host === undefined || second !== undefined) return fail('USAGE', 'Name one host with --host');
    const graph = await readGraphOfHost(state, host, bundle);
    const { values } = readGraphValues(graph ?? { format: 1, rolls: [] });
    const facts = factsOfHost(host);
    const stored = await state.attributesOf(identityOfHost(facts, values.os));
    return [...attributesFromState(values, facts, stored).values()];
  });
}

function printValues(values: readonly ResolvedAttribute[], format: string): void {
  const shown = values.map(({ name, secret, winner, losers }) => ({
    name,
    secret,
    sources: [winner, ...losers].map((source) => describeSource(source, secret)),
  }));
  if (format === 'json') {
    printJson(shown);
    return;
  }
  const rows = shown.flatMap(({ name, sources }) =>
    sources.map(({ scope, from, value }, index) => [
      index === 0 ? name : '',
      index === 0 ? 'wins' : 'loses',
      scope,
      from,
      oneLine(value),
    ]),
  );
  printText(renderTable(['NAME', '', 'SCOPE', 'FROM', 'VALUE'], rows));
}

/** `from`: who says it, or the roll whose default it is. */
export function describeSource({ scope, value, from, roll, appliance }: AttributeSource, secret: boolean) {
  const ofRoll = `roll ${roll}${appliance === undefined ? '' : ` for ${appliance}`}`;
  return { scope, from: from ?? ofRoll, value: secret ? MASK : value };
}

function oneLine(value: string): string {
  return value.replaceAll('\n', '\\n');
}
