import * as v from 'valibot';

export const text = v.string();
export const texts = v.array(text);

/** Names to values of one kind; a list is none. */
export function mapOf<V extends v.GenericSchema>(value: V) {
  const isMap = v.custom<Record<string, v.InferInput<V>>>(
    (input) => typeof input === 'object' && input !== null && !Array.isArray(input),
  );
  return v.pipe(isMap, v.record(text, value));
}

/** Names to texts. */
export const textMap = mapOf(text);
/** Names to names to texts: values of several machines. */
export const textMaps = mapOf(textMap);

/** Values of one machine by scope. */
export const scopes = v.looseObject({
  global: v.exactOptional(textMap),
  os: v.exactOptional(textMap),
  appliance: v.exactOptional(textMap),
  rack: v.exactOptional(textMap),
  host: v.exactOptional(textMap),
});
