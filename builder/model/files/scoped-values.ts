import * as v from 'valibot';
import { ATTRIBUTE_SCOPES } from '../attributes.ts';
import { exactObject, nameMap } from './schema-parts.ts';
import { attributeMap } from './words.ts';

/** Values in the five scopes, weakest first. */
export const scopes = exactObject({
  global: v.optional(attributeMap, {}),
  os: v.optional(nameMap('operating system', /^[a-z]+(?:-[0-9.]+)?$/, attributeMap), {}),
  appliance: v.optional(nameMap('appliance', /^[a-z0-9][a-z0-9-]*$/, attributeMap), {}),
  rack: v.optional(nameMap('rack', /^[A-Za-z0-9-]+$/, attributeMap), {}),
  host: v.optional(nameMap('host name', /^[a-z0-9][a-z0-9-]{0,62}$/, attributeMap), {}),
});

/** The same, or values for all machines without a word about scopes. */
export const scopesOrGlobal = v.pipe(
  v.lazy((input) => (isScoped(input) ? scopes : attributeMap)) as v.GenericSchema<
    unknown,
    v.InferOutput<typeof scopes> | v.InferOutput<typeof attributeMap>
  >,
  v.transform(
    (given): v.InferOutput<typeof scopes> =>
      isScoped(given)
        ? given
        : { global: given as v.InferOutput<typeof attributeMap>, os: {}, appliance: {}, rack: {}, host: {} },
  ),
);

/** Whoever writes names and values under the name of a scope means the scope. */
function isScoped(input: unknown): input is v.InferOutput<typeof scopes> {
  if (typeof input !== 'object' || input === null) return false;
  return ATTRIBUTE_SCOPES.some((scope) => {
    const inside = (input as Readonly<Record<string, unknown>>)[scope];
    return typeof inside === 'object' && inside !== null;
  });
}
