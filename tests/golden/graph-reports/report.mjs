// Runs under Node and under qjs: the reports about one graph, and about two, as the command line makes them.

/** @param lib the engine: the exports of builder/graph/mod.ts */
export function report(lib, { before, after, host, questions }) {
  const graph = lib.parseGraph(before);
  return {
    explain: questions.map(({ about, appliance, thing, kind }) => {
      const attributes = lib.attributesOfMachine(graph, appliance, host);
      const { profile } = lib.traverse(graph, attributes, appliance, { allowUnanswered: true });
      const machine = new lib.Machine(graph, attributes, {});
      const options = kind === undefined ? {} : { kind };
      const explanation = lib.explain(machine, appliance, profile, thing, options);
      return { about, text: lib.renderExplanation(explanation).split('\n'), explanation };
    }),
    diff: [
      { about: 'what has changed', ...compare(lib, before, after, host) },
      { about: 'nothing', ...compare(lib, before, before, host) },
      {
        about: 'without a roll',
        ...compare(lib, before, { ...before, rolls: before.rolls.slice(0, 1) }, host),
      },
    ],
  };
}

function compare(lib, before, after, host) {
  const [a, b] = [before, after].map((bundle) => profilesOf(lib, bundle, host));
  const names = [...new Set([...a.keys(), ...b.keys()])].sort();
  const diff = names.map((name) => lib.diffProfiles(name, a.get(name), b.get(name)));
  return { text: lib.renderApplianceDiffs(diff).split('\n'), diff };
}

function profilesOf(lib, bundle, host) {
  const graph = lib.parseGraph(bundle);
  return new Map(
    lib.collectEntryPoints(graph).map(({ appliance }) => {
      const attributes = lib.attributesOfMachine(graph, appliance, host);
      return [appliance, lib.traverse(graph, attributes, appliance, { allowUnanswered: true }).profile];
    }),
  );
}
