import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import {
  attributesOfMachine,
  diffProfiles,
  type Explanation,
  explain,
  isEmptySection,
  Machine,
  type Profile,
  parseGraph,
  traverse,
} from '../../../builder/graph/mod.ts';
import type { AttributeMap } from '../../../builder/model/mod.ts';
import { bundleOf, filesOf, type RandomGraph, randomGraph, randomHost } from '../graph/graphs.ts';

const RUNS = { numRuns: 200 };
const CHAINS = 5;

interface Answer {
  readonly profile: Profile;
  readonly explanation: Explanation;
}

function ask(graph: RandomGraph, host: AttributeMap, thing: string): Answer | undefined {
  const parsed = parseGraph(bundleOf(filesOf(graph)));
  const attributes = attributesOfMachine(parsed, 'n0', host);
  const { profile } = traverse(parsed, attributes, 'n0');
  if (profile === undefined) return undefined;
  return {
    profile,
    explanation: explain(new Machine(parsed, attributes, {}), 'n0', profile, thing, { chains: CHAINS }),
  };
}

/** All chains without a node twice, over the edges between the nodes of a profile: the definition, slowly. */
function chainsByDefinition(profile: Profile, target: string): string[] {
  const into = new Map(
    profile.nodes.map(({ name, edges }) => [name, [...new Set(edges.map(({ from }) => from))]]),
  );
  const found: string[] = [];
  const extend = (chain: readonly string[]): void => {
    if (found.length > 5000) return;
    if (chain[0] === 'n0') {
      found.push(chain.join(' '));
      return;
    }
    for (const from of into.get(chain[0]!)!) if (!chain.includes(from)) extend([from, ...chain]);
  };
  extend([target]);
  return found;
}

const test = suite('explain: properties');
test('chains are those that the profile allows, the shortest first, and all are counted', () => {
  const check = fc.property(randomGraph, randomHost, fc.nat(13), (graph, host, pick) => {
    const target = `n${pick % graph.size}`;
    const answer = ask(graph, host, target);
    if (answer === undefined) return;
    const finding = answer.explanation.findings.find(({ kind }) => kind === 'node');
    const isThere = answer.profile.nodes.some(({ name }) => name === target);
    assert.is(finding?.state === 'present', isThere);
    if (!isThere) return;
    const [ways] = finding!.ways;
    const all = chainsByDefinition(answer.profile, target);
    if (all.length > 5000 || !ways!.moreIsExact) return;
    assert.is(ways!.chains.length + ways!.more, all.length);
    const shown = ways!.chains.map((steps) => ['n0', ...steps.map(({ to }) => to)].join(' '));
    assert.is(shown.length, Math.min(CHAINS, all.length));
    const count = (text: string): number => text.split(' ').length;
    const known = all.map(count).sort((a, b) => a - b);
    assert.equal(shown.map(count), known.slice(0, shown.length));
    for (const chain of shown) assert.ok(all.includes(chain), chain);
    for (const step of ways!.chains.flat())
      assert.ok(step.edges.length > 0 && step.edges.every(({ holds }) => holds));
  });
  fc.assert(check, RUNS);
});

test('what is absent has a reason, and an edge that is named as false is false', () => {
  const check = fc.property(randomGraph, randomHost, fc.nat(4), (graph, host, pick) => {
    const answer = ask(graph, host, `p${pick}`);
    if (answer === undefined) return;
    const isThere = answer.profile.packages.enabled.some(({ name }) => name === `p${pick}`);
    for (const finding of answer.explanation.findings) {
      assert.is(finding.state === 'present', isThere);
      if (isThere) assert.ok(finding.by.length > 0);
      else assert.ok(finding.reasons.length > 0);
      for (const reason of finding.reasons) {
        if (reason.kind !== 'unreached') continue;
        if (reason.way !== undefined)
          assert.ok(reason.way.some(({ edges }) => edges.every(({ holds }) => !holds)));
        for (const cut of reason.cuts) assert.ok(cut.conditions.some(({ holds }) => !holds));
      }
    }
  });
  fc.assert(check, RUNS);
});

test('nothing differs from itself; turned round, what was added is removed', () => {
  const check = fc.property(randomGraph, randomGraph, randomHost, (one, other, host) => {
    const [a, b] = [ask(one, host, 'n0')?.profile, ask(other, host, 'n0')?.profile];
    if (a === undefined || b === undefined) return;
    assert.is(diffProfiles('n0', a, a).state, 'same');
    const [there, back] = [diffProfiles('n0', a, b), diffProfiles('n0', b, a)];
    assert.is(there.state, back.state);
    for (const section of ['nodes', 'packages', 'files', 'scripts', 'services', 'directives'] as const) {
      const names = (list: readonly { readonly name: string }[]): string[] =>
        list.map(({ name }) => name).sort();
      assert.equal(names(there[section].added), names(back[section].removed));
      assert.is(isEmptySection(there[section]), isEmptySection(back[section]));
    }
  });
  fc.assert(check, RUNS);
});
test.run();
