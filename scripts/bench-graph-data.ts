import type { GraphBundle, RollFile, RollSource } from '../builder/model/mod.ts';

/** The same numbers in every run. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** A merged machine room of real size: about 650 KB of description, most of it scripts. */
export function machineRoom(nodeCount: number, edgeCount: number, orderCount: number): GraphBundle {
  const random = randomNumbers(42);
  const names = Array.from({ length: nodeCount }, (_, index) => (index === 0 ? 'frontend' : `node-${index}`));
  const edges = names.slice(1).map((name, index) => {
    const from = names[random(Math.min(index + 1, 60))];
    return `<edge from="${from}" to="${name}"${index % 7 === 0 ? ' cond="flag or rack != \'none\'"' : ''}/>`;
  });
  while (edges.length < edgeCount) {
    edges.push(
      `<edge from="${names[random(nodeCount)]}" to="${names[1 + random(nodeCount - 1)]}" os="linux" cond="flag"/>`,
    );
  }
  const orders = Array.from({ length: orderCount }, (_, index) => {
    if (index < 10) return `<order head="node-${index + 1}" tail="HEAD"/>`;
    if (index < 20) return `<order head="TAIL" tail="node-${nodeCount - index}"/>`;
    const head = 30 + random(nodeCount - 70);
    return `<order head="node-${head}" tail="node-${head + 1 + random(nodeCount - 30 - head - 10)}"/>`;
  });
  const rolls = Array.from(
    { length: 8 },
    (_, index): RollSource => ({
      name: `roll-${index}`,
      public: index === 0 ? names : [],
      ...(index === 0 ? { appliances: { frontend: { node: 'frontend' } } } : {}),
      attributes: Object.fromEntries(
        Array.from({ length: 20 }, (_x, at) => [`a${index}_${at}`, { default: `${at}` }]),
      ),
      files: [
        ...names
          .filter((_name, at) => at % 8 === index)
          .map((name, at) => describeNode(name, random, index, at)),
        {
          path: `graphs/r${index}.xml`,
          text: graphText([...edges, ...orders].filter((_e, at) => at % 8 === index)),
        },
      ],
    }),
  );
  return { format: 1, rolls, attributes: { global: { flag: 'off' } } };
}

function graphText(lines: readonly string[]): string {
  return `<?xml version="1.0"?>\n<graph>\n${lines.join('\n')}\n</graph>\n`;
}

function describeNode(name: string, random: (below: number) => number, roll: number, at: number): RollFile {
  const packages = Array.from({ length: 3 }, () => `<package>package-${random(1500)}</package>`).join('\n  ');
  const line = 'if [ -f /etc/sysconfig/thing ] &amp;&amp; grep -q "$value" /etc/thing; then echo done; fi\n';
  const script = `<post>\n${line.repeat(7)}<file name="/etc/${name}.conf" perms="0644">\nhost &hostname; &a${roll}_${at % 20};\n${'key = value\n'.repeat(25)}</file>\n${line.repeat(3)}</post>`;
  const text = `<?xml version="1.0"?>\n<kickstart>\n  <description>Node ${name}</description>\n  ${packages}\n  ${script}\n  <service name="${name}.service" enabled="yes"/>\n  <package cond="flag">flagged-${at}</package>\n</kickstart>\n`;
  return { path: `nodes/${name}.xml`, text };
}

/** Nodes that each lead to the next, and must come in the opposite order. */
export function chain(length: number): GraphBundle {
  const lines: string[] = [];
  for (let index = 1; index < length; index += 1) {
    lines.push(`<edge from="n${index - 1}" to="n${index}"/><order head="n${index}" tail="n${index - 1}"/>`);
  }
  const files = Array.from({ length }, (_, index) => ({ path: `nodes/n${index}.xml`, text: '<kickstart/>' }));
  return {
    format: 1,
    rolls: [
      {
        name: 'r',
        appliances: { n0: { node: 'n0' } },
        files: [...files, { path: 'graphs/g.xml', text: graphText(lines) }],
      },
    ],
  };
}

/** One node with one script of so many bytes, a reference and an entity in every line. */
export function bigNode(sizeBytes: number): GraphBundle {
  const line =
    'echo this is line of a large script for &hostname; &amp; more of its text, <![CDATA[<raw>]]> too\n';
  const text = `<kickstart><post>${line.repeat(Math.ceil(sizeBytes / line.length))}</post></kickstart>`;
  const files = [
    { path: 'nodes/top.xml', text },
    { path: 'nodes/x.xml', text: '<kickstart/>' },
    { path: 'graphs/g.xml', text: '<graph><edge from="top" to="x"/></graph>' },
  ];
  return { format: 1, rolls: [{ name: 'r', appliances: { top: { node: 'top' } }, files }] };
}
