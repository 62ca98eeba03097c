import type { State } from '../../frontend/state/mod.ts';
import { parseGraph } from '../../graph/mod.ts';
import type { StoredAttribute } from '../../hosts/mod.ts';
import { BuildError, fail, type Graph, type GraphBundle, RELEASE_ATTRIBUTE } from '../../model/mod.ts';
import { readFrontendGraph, readFrontendGraphs } from '../frontend/frontend-graph.ts';
import { refuseUnknown } from '../frontend/refuse-unknown.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { readInput } from '../terminal/read-input.ts';
import { printLine } from '../terminal/report.ts';
import type { AttributeRemoveOptions, AttributeSetOptions, ScopeOptions } from './attribute-commands.ts';
import { guardKey } from './guard-key.ts';
import { refuseValues } from './refuse-values.ts';

type Target = Pick<StoredAttribute, 'scope' | 'subject'>;

/** `cairn attribute set NAME VALUE` */
export async function runAttributeSet(
  name: string,
  value: string,
  options: AttributeSetOptions,
): Promise<void> {
  const text = value === '-' ? (await readInput('-')).replace(/\r?\n$/, '') : value;
  if (name === RELEASE_ATTRIBUTE) {
    const hint = 'cairn release use ID [--appliance A|--rack N|--host SELECTION]';
    fail('USAGE', `Which release hosts get is said by another command`, undefined, hint);
  }
  await refuseUnknown([{ appliance: options.appliance, os: options.os }]);
  const { scope } = scopeOf(options);
  const judged = await judgeValue({ name, value: text, scope });
  const { bundle, graph } = judged ?? {};
  const secret = options.secret === true || (bundle !== undefined && isDeclaredSecret(bundle, name));
  await withState(async (state) => {
    const targets = await targetsOf(state, options);
    if (bundle !== undefined && graph !== undefined)
      await guardKey(state, bundle, { name, value: text }, options.newKey === true, () => graph);
    await state.setAttributes(targets.map((target) => ({ ...target, name, value: text, secret })));
    for (const target of targets)
      printLine(`${describeTarget(target)}: ${name}=${secret ? '(secret)' : text}`);
  });
}

/** `cairn attribute remove NAME` */
export async function runAttributeRemove(name: string, options: AttributeRemoveOptions): Promise<void> {
  // A key is the same for all who share it: no narrower scope has one.
  const mayBeKey = scopeOf(options).scope === 'global';
  const bundle = mayBeKey ? await readFrontendGraph(undefined) : undefined;
  await withState(async (state) => {
    if (bundle !== undefined)
      await guardKey(state, bundle, { name, value: undefined }, options.newKey === true);
    for (const target of await targetsOf(state, options)) {
      const was = await state.removeAttribute(target.scope, target.subject, name);
      printLine(`${describeTarget(target)}: ${name} ${was ? 'removed' : 'was not set'}`);
    }
  });
}

/**
 * The first graph that allows a value, from that of the release in use on; undefined where there is none: some machines get
 * another release, with attributes of its own.
 *
 * @throws {BuildError} what the release in use has against it
 */
async function judgeValue(
  given: Pick<StoredAttribute, 'name' | 'value' | 'scope'>,
): Promise<{ readonly bundle: GraphBundle; readonly graph: Graph } | undefined> {
  let refused: unknown;
  for await (const bundle of readFrontendGraphs()) {
    const graph = parseGraph(bundle);
    try {
      refuseValues(bundle, [given], graph);
      return { bundle, graph };
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      refused ??= error;
    }
  }
  if (refused !== undefined) throw refused;
  return undefined;
}

function isDeclaredSecret({ rolls }: GraphBundle, name: string): boolean {
  return rolls.some((roll) => roll.attributes?.[name]?.secret === true);
}

/** @throws {BuildError} USAGE for two scopes at once; what `selectHosts` throws */
export async function targetsOf(state: State, options: ScopeOptions): Promise<readonly Target[]> {
  const { scope, subject } = scopeOf(options);
  if (scope !== 'host') return [{ scope, subject }];
  const hosts = await selectHosts(state, options.host);
  return hosts.map((host) => ({ scope, subject: host.name }));
}

/** @throws {BuildError} USAGE for two scopes at once */
function scopeOf(options: ScopeOptions): Target {
  const scopes = (['os', 'appliance', 'rack', 'host'] as const).filter(
    (scope) => options[scope] !== undefined,
  );
  if (scopes.length > 1) {
    fail(
      'USAGE',
      `Scopes "${scopes.join('" and "')}" were given`,
      undefined,
      'Give one of them, or none for global',
    );
  }
  const [scope] = scopes;
  return scope === undefined ? { scope: 'global', subject: '' } : { scope, subject: options[scope]! };
}

export function describeTarget({ scope, subject }: Target): string {
  return scope === 'global' ? 'global' : `${scope} ${subject}`;
}
