import { type AttributeMap, type DeclaredAttribute, FRONTEND_ATTRIBUTES } from '../../model/mod.ts';

/** An attribute to ask for. */
export interface MissingAnswer {
  readonly name: string;
  /** "Cluster name". */
  readonly title: string;
  readonly help: string;
  /** As declared in roll.yaml: string, boolean, password, ... */
  readonly type: string;
  /** A proposal; empty where there is none. */
  readonly value: string;
}

/**
 * Declared attributes to ask for, in the rolls' order: those without a value, or all of them with their values
 * as proposals. Nobody is asked for a key: the cluster makes it, and hosts get it from the frontend, as they get what
 * it says of every host.
 */
export function collectMissing(
  declarations: readonly DeclaredAttribute[],
  attributes: AttributeMap,
  onlyMissing: boolean,
): MissingAnswer[] {
  return declarations
    .filter(({ name, type }) => type !== 'key' && !FRONTEND_ATTRIBUTES.includes(name))
    .filter(({ name }) => !onlyMissing || attributes[name] === undefined)
    .map(({ name, help, type }) => ({
      name,
      title: titleOf(name),
      help: help ?? '',
      type: type ?? 'string',
      value: type === 'password' || type === 'hash' ? '' : (attributes[name] ?? ''),
    }));
}

/** "root_password_hash" is "Root password" to the person who types it. */
function titleOf(name: string): string {
  const words = name.replace(/_hash$/, '').replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
