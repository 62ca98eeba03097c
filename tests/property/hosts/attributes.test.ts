import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  attributesFromState,
  type HostFacts,
  mergeLayers,
  pickLayers,
  type StoredAttribute,
} from '../../../builder/hosts/mod.ts';
import { ATTRIBUTE_SCOPES, type GraphValues, type ScopedAttributes } from '../../../builder/model/mod.ts';
import { buildEngine } from '../../qjs/build-engine.ts';
import { findQjs } from '../../qjs/fetch-qjs.ts';

const HOST: HostFacts = {
  name: 'n1',
  appliance: 'compute',
  rack: '3',
  rank: '7',
  mac: '52:54:00:00:00:01',
  address: '10.1.0.2',
};
const NAMES = ['a', 'b', 'constructor', '__proto__', 'rack'] as const;
const SUBJECTS = {
  global: [''],
  os: ['debian', 'debian-13', 'debian-12', 'redhat'],
  appliance: ['compute', 'login', 'constructor'],
  rack: ['3', '0'],
  host: ['n1', 'n2'],
} as const;

interface Case {
  readonly graph: GraphValues;
  readonly stored: readonly StoredAttribute[];
}

const oneOfScope = fc.constantFrom(...ATTRIBUTE_SCOPES).chain((scope) =>
  fc.record({
    scope: fc.constant(scope),
    subject: fc.constantFrom(...SUBJECTS[scope]),
    name: fc.constantFrom(...NAMES),
    value: fc.constantFrom('1', '2', '3', ''),
    secret: fc.boolean(),
  }),
);
const key = ({ scope, subject, name }: StoredAttribute): string => `${scope} ${subject} ${name}`;
const rows = fc.uniqueArray(oneOfScope, { maxLength: 25, selector: key });
const declarations = fc.array(
  fc.record(
    {
      name: fc.constantFrom(...NAMES),
      roll: fc.constantFrom('base', 'hpc'),
      default: fc.constantFrom('d1', 'd2'),
      secret: fc.boolean(),
    },
    { requiredKeys: ['name', 'roll'] },
  ),
  { maxLength: 5 },
);
const ofAppliances = fc.array(
  fc.record({
    appliance: fc.constantFrom('compute', 'login'),
    roll: fc.constantFrom('base', 'hpc'),
    values: fc.dictionary(fc.constantFrom('a', 'b', 'constructor'), fc.constantFrom('r1', 'r2')),
  }),
  { maxLength: 3 },
);
const all = fc.tuple(rows, rows, declarations, ofAppliances);
const cases: fc.Arbitrary<Case> = all.map(([said, stored, declared, applianceDefaults]) => ({
  graph: {
    os: 'debian-13',
    codenames: {},
    arch: 'amd64',
    declarations: declared,
    applianceDefaults,
    attributes: scopedOf(said),
  },
  stored,
}));

function scopedOf(said: readonly StoredAttribute[]): ScopedAttributes {
  const names = (scope: StoredAttribute['scope']) =>
    Object.fromEntries(
      SUBJECTS[scope].map((subject) => {
        const values = said.filter((one) => one.scope === scope && one.subject === subject);
        return [subject, Object.fromEntries(values.map(({ name, value }) => [name, value]))];
      }),
    );
  return {
    global: names('global')['']!,
    os: names('os'),
    appliance: names('appliance'),
    rack: names('rack'),
    host: names('host'),
  };
}

/** The rule word by word: every place where a value may stand, strongest first. */
function sourcesByDefinition({ graph, stored }: Case, name: string): readonly string[] {
  const found: string[] = [];
  const own: Readonly<Record<string, string>> = {
    hostname: 'n1',
    rack: '3',
    rank: '7',
    appliance: 'compute',
    os: 'debian-13',
    osFamily: 'debian',
    release: '13',
    arch: 'amd64',
  };
  if (Object.hasOwn(own, name)) found.push(`host machine ${own[name]}`);
  const at = (scope: StoredAttribute['scope'], subjects: readonly string[]): void => {
    for (const subject of subjects) {
      const row = stored.find((one) => one.scope === scope && one.subject === subject && one.name === name);
      if (row !== undefined) found.push(`${scope} state ${row.value}`);
    }
    for (const subject of subjects) {
      const maps = graph.attributes;
      const map = scope === 'global' ? maps.global : (maps[scope][subject] ?? {});
      if (Object.hasOwn(map, name)) found.push(`${scope} graph ${map[name]}`);
    }
  };
  at('host', ['n1']);
  at('rack', ['3']);
  at('appliance', ['compute']);
  at('os', ['debian-13', 'debian']);
  at('global', ['']);
  for (const { appliance, values } of [...graph.applianceDefaults].reverse()) {
    if (appliance === 'compute' && Object.hasOwn(values, name))
      found.push(`default undefined ${values[name]}`);
  }
  for (const { name: declared, default: value } of [...graph.declarations].reverse()) {
    if (declared === name && value !== undefined) found.push(`default undefined ${value}`);
  }
  return found;
}

const answer = ({ graph, stored }: Case) => [...attributesFromState(graph, HOST, stored).values()];

const test = suite('which values a host gets');

test('the winner and the losers are those of the rule, word by word', () => {
  const check = fc.property(cases, (input) => {
    const resolved = attributesFromState(input.graph, HOST, input.stored);
    for (const name of NAMES) {
      const one = resolved.get(name);
      const shown = one === undefined ? [] : [one.winner, ...one.losers];
      assert.equal(
        shown.map(({ scope, from, value }) => `${scope} ${from} ${value}`),
        sourcesByDefinition(input, name),
      );
      const isDeclared = input.graph.declarations.some((item) => item.name === name && item.secret === true);
      const isSaid = shown.some(({ secret }) => secret);
      if (one !== undefined) assert.is(one.secret, isDeclared || isSaid);
    }
  });
  fc.assert(check, { numRuns: 500 });
});

test('values picked for a machine and merged scope by scope have the same winners', () => {
  const check = fc.property(rows, (said) => {
    const open = { ...scopedOf(said), host: scopedOf([]).host };
    const machine = { os: 'debian-13', appliance: 'compute', rack: '3' };
    const scopes = mergeLayers(pickLayers({ from: 'graph', open }, machine));
    for (const name of NAMES) {
      const graph = {
        ...{ os: 'debian-13', codenames: {}, arch: 'amd64', declarations: [] },
        ...{ applianceDefaults: [], attributes: open },
      };
      const [first] = sourcesByDefinition({ graph, stored: [] }, name).filter((one) => one.includes('graph'));
      const winner = [...ATTRIBUTE_SCOPES].reverse().find((scope) => Object.hasOwn(scopes[scope], name));
      assert.is(winner === undefined ? undefined : `${winner} graph ${scopes[winner][name]}`, first);
    }
  });
  fc.assert(check, { numRuns: 300 });
});

test('QuickJS gives the same bytes as Node', async () => {
  const inputs = fc.sample(cases, { numRuns: 200, seed: 10 });
  const folder = mkdtempSync(join(tmpdir(), 'cairn-qjs-'));
  try {
    const [program, ...args] = await findQjs();
    const runner = join(folder, 'runner.js');
    writeFileSync(runner, RUNNER);
    writeFileSync(join(folder, 'cases.json'), JSON.stringify({ host: HOST, inputs }));
    const words = ['--std', runner, await buildEngine('attributes'), join(folder, 'cases.json')];
    const printed = execFileSync(program!, [...args, ...words], { encoding: 'utf8', maxBuffer: 1 << 28 });
    assert.equal(
      printed.trim().split('\n'),
      inputs.map((input) => JSON.stringify(answer(JSON.parse(JSON.stringify(input)) as Case))),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

const RUNNER = `
std.loadScript(scriptArgs[1]);
const { host, inputs } = JSON.parse(std.loadFile(scriptArgs[2]));
for (const { graph, stored } of inputs)
  print(JSON.stringify([...cairnAttributes.attributesFromState(graph, host, stored).values()]));
`;

test.run();
