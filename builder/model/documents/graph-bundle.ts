import * as v from 'valibot';
import type { GraphBundle, RollSource } from '../roll-source.ts';
import type { DocumentKind } from './parse-json-document.ts';
import { mapOf, text, textMap, textMaps, texts } from './shapes.ts';

const rollSource: v.GenericSchema<unknown, RollSource> = v.looseObject({
  name: text,
  version: v.exactOptional(text),
  color: v.exactOptional(text),
  os: v.exactOptional(v.looseObject({ id: text, codename: text, words: v.exactOptional(textMap) })),
  lenient: v.exactOptional(v.boolean()),
  anyEntry: v.exactOptional(v.boolean()),
  undefinedAttributes: v.exactOptional(v.picklist(['error', 'empty'])),
  overrides: v.exactOptional(texts),
  promises: v.exactOptional(texts),
  withdraws: v.exactOptional(texts),
  public: v.exactOptional(texts),
  requires: v.exactOptional(texts),
  appliances: v.exactOptional(
    mapOf(
      v.looseObject({ node: text, summary: v.exactOptional(text), attributes: v.exactOptional(textMap) }),
    ),
  ),
  attributes: v.exactOptional(
    mapOf(
      v.looseObject({
        default: v.exactOptional(text),
        type: v.exactOptional(text),
        values: v.exactOptional(texts),
        pattern: v.exactOptional(text),
        min: v.exactOptional(v.number()),
        max: v.exactOptional(v.number()),
        help: v.exactOptional(text),
        secret: v.exactOptional(v.boolean()),
      }),
    ),
  ),
  templates: v.exactOptional(texts),
  files: v.array(v.looseObject({ path: text, text })),
});

/** What a build puts on media and a frontend keeps: `graph.json`. */
export const GRAPH_BUNDLE: DocumentKind<GraphBundle> = {
  title: 'graph bundle',
  format: 1,
  hint: 'A build writes one: graph.json on a medium, /srv/cairn/releases/ID/graph.json on a frontend',
  schema: v.looseObject({
    format: v.literal(1),
    rolls: v.array(rollSource),
    site: v.exactOptional(rollSource),
    os: v.exactOptional(text),
    arch: v.exactOptional(text),
    attributes: v.exactOptional(
      v.looseObject({
        global: v.exactOptional(textMap),
        os: v.exactOptional(textMaps),
        appliance: v.exactOptional(textMaps),
        rack: v.exactOptional(textMaps),
        host: v.exactOptional(textMaps),
      }),
    ),
    allowEval: v.exactOptional(texts),
    evalOutputs: v.exactOptional(textMap),
    lenient: v.exactOptional(v.boolean()),
  }),
};
