import type { State } from '../../frontend/state/mod.ts';
import { parseGraph } from '../../graph/mod.ts';
import type { StoredAttribute } from '../../hosts/mod.ts';
import { fail, type GraphBundle } from '../../model/mod.ts';
import { readFrontendGraph } from '../frontend/frontend-graph.ts';
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
  const bundle = await readFrontendGraph(undefined);
  refuseUnknown(bundle, [{ appliance: options.appliance, os: options.os }]);
  const { scope } = scopeOf(options);
  const graph = bundle === undefined ? undefined : parseGraph(bundle);
  if (bundle !== undefined) refuseValues(bundle, [{ name, value: text, scope }], graph);
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
