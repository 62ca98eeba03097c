import { parseDocument } from 'yaml';

/** Keys of a site.yaml whose values are secret. */
const SECRET_KEYS = ['rootPassword', 'secrets'];

/**
 * A site.yaml without its secrets and its comments, to be baked into media: the same values, as JSON, which is YAML.
 *
 * @param text a site.yaml that was read without errors
 * @returns the text, and which keys were left out
 */
export function withoutSecrets(text: string): { readonly text: string; readonly left: readonly string[] } {
  const options = { schema: 'failsafe', resolveKnownTags: false, stringKeys: true } as const;
  const site = (parseDocument(text, options).toJS() ?? {}) as Record<string, unknown>;
  const left = SECRET_KEYS.filter((key) => key in site);
  const open = Object.fromEntries(Object.entries(site).filter(([key]) => !left.includes(key)));
  return { text: `${JSON.stringify(open, undefined, 2)}\n`, left };
}
