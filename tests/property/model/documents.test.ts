import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { readGraphValues } from '../../../builder/graph/mod.ts';
import { attributesOfHost, layersOfScopes } from '../../../builder/hosts/mod.ts';
import { GRAPH_BUNDLE, HOST_DOCUMENT, parseJsonDocument } from '../../../builder/model/documents/mod.ts';
import { BuildError } from '../../../builder/model/mod.ts';

/** JSON that looks like a bundle or a host document, with one part of it changed to anything. */
const almost = (sound: object) =>
  fc.tuple(fc.constantFrom(...pathsOf(sound)), fc.jsonValue()).map(([path, value]) => {
    const changed = JSON.parse(JSON.stringify(sound)) as object;
    const place = path.slice(0, -1).reduce<object>((at, key) => at[key as keyof typeof at], changed);
    Object.assign(place, { [path.at(-1)!]: value });
    return JSON.stringify(changed);
  });

function pathsOf(value: unknown): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [
    [key],
    ...pathsOf(inner).map((rest) => [key, ...rest]),
  ]);
}

const BUNDLE = {
  format: 1,
  os: 'debian-13',
  rolls: [
    {
      name: 'r',
      requires: ['q'],
      appliances: { a: { node: 'n' } },
      attributes: { x: { default: '1', secret: false } },
      files: [{ path: 'nodes/n.xml', text: '<kickstart/>' }],
    },
  ],
  attributes: { global: { x: '2' }, os: { debian: { x: '3' } } },
};
const HOST = {
  format: 1,
  name: 'n1',
  appliance: 'compute',
  rack: '0',
  rank: '0',
  mac: '',
  address: '10.1.0.2',
  attributes: { global: { x: '1' }, host: { y: '2' } },
  frontend: { hostname: 'f', address: '10.1.0.1', service: '' },
};

const test = suite('documents of another program');

test('whatever comes is used without a slip, or refused', () => {
  const texts = fc.oneof(almost(BUNDLE), fc.json(), fc.string());
  const check = fc.property(texts, fc.oneof(almost(HOST), fc.json()), (bundle, document) => {
    try {
      const { values } = readGraphValues(parseJsonDocument(GRAPH_BUNDLE, bundle));
      const host = parseJsonDocument(HOST_DOCUMENT, document);
      const resolved = attributesOfHost(values, host, layersOfScopes(host.attributes, 'state'));
      for (const { value } of resolved.values()) assert.type(value, 'string');
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
    }
  });
  fc.assert(check, { numRuns: 1000 });
});

test.run();
