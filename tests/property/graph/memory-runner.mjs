// Runs under Node and under qjs: memory-runner.mjs ENGINE SHAPE SIZE; reads a hostile graph and prints its findings.
const inNode = typeof process !== 'undefined';
const [enginePath, shape, size] = inNode ? process.argv.slice(2) : scriptArgs.slice(1);
if (inNode) {
  const { readFileSync } = await import('node:fs');
  (await import('node:vm')).runInThisContext(readFileSync(enginePath, 'utf8'));
} else std.loadScript(enginePath);

const count = Number(size);
const many = (piece, chars = count) => piece.repeat(Math.floor(chars / piece.length));
function numbered(make) {
  const parts = [];
  for (let chars = 0, index = 0; chars < count; index += 1)
    chars += parts[parts.push(make(index)) - 1].length;
  return parts.join('');
}

const nodes = {
  posts: () => many('<post>x</post>'),
  'empty posts': () => many('<post/>'),
  references: () => `<post>${many('&q;')}</post>`,
  entities: () => `<post>${many('a&lt;')}</post>`,
  packages: () => many('<package>a</package>'),
  'names of packages': () => numbered((index) => `<package>package-${index}</package>`),
  files: () => `<post>${many('<file name="/f"/>')}</post>`,
  'files without a name': () => `<post>${many('<file/>')}</post>`,
  services: () => many('<service name="s"/>'),
  variables: () => `<post>${many('<var name="v"/>')}</post>`,
  questions: () => `<screen>${many('<variable/>')}</screen>`,
  programs: () => `<post>${many('<eval/>')}</post>`,
  'unknown elements': () => many('<u/>'),
  nesting: () => many('<x>', (count * 3) / 7) + many('</x>', (count * 4) / 7),
  'one long condition': () => `<package cond="${many('a and ')}a">p</package>`,
  'a long list': () => `<package cond="a in [${many('1,')}1]">p</package>`,
  parentheses: () => `<package cond="${many('(', count / 2)}a${many(')', count / 2)}">p</package>`,
  conditions: () => many('<post cond="a"/>'),
  'broken conditions': () => many('<post cond="("/>'),
  attributes: () => `<package ${numbered((index) => `a${index}="" `)}/>`,
  'references in an attribute': () => `<service name="${many('&q;')}"/>`,
  'line breaks': () => many('\n'),
  text: () => `<post>${many('text of a script\n')}</post>`,
};
const graphs = {
  'empty edges': () => many('<edge/>'),
  'edges to nowhere': () => many('<edge from="a" to="b"/>'),
  'ends of one edge': () => `<edge from="top">${many('<to>node</to>')}</edge>`,
  'pairs of ends': () => `<edge>${many('<to>x</to>', count / 2)}${many('<from>y</from>', count / 2)}</edge>`,
  orders: () => many('<order head="a" tail="b"/>'),
  'broken orders': () => many('<order from="a"/>'),
};

const top = `<kickstart>${nodes[shape]?.() ?? ''}</kickstart>`;
const graph = `<graph><edge from="top" to="x"/>${graphs[shape]?.() ?? ''}</graph>`;
if (top.length + graph.length < count / 2) throw new Error(`Shape "${shape}" is unknown`);
const files = [
  { path: 'nodes/top.xml', text: top },
  { path: 'nodes/x.xml', text: '<kickstart/>' },
  { path: 'graphs/g.xml', text: graph },
];
const parsed = cairnEngine.parseGraph({ format: 1, lenient: true, rolls: [{ name: 'r', files }] });
const machine = cairnEngine.attributesOfMachine(parsed, 'top', { hostname: 'host' });
const { problems } = cairnEngine.traverse(parsed, machine, 'top');
const text = String(problems.length);
if (inNode) console.log(text);
else print(text);
