import { SaxesParser } from 'saxes';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { renderGraphPage, renderGraphSvg } from '../../../builder/build/picture/graph-picture.ts';
import { renderPng } from '../../../builder/build/picture/png.ts';
import { attributesOfMachine, collectMachinePicture, collectPicture } from '../../../builder/graph/mod.ts';
import type { PictureRoll } from '../../../builder/model/mod.ts';
import { chooseMarks } from '../../../builder/render/picture/colors.ts';
import { planGrid } from '../../../builder/render/picture/grid-layout.ts';
import {
  type Drawing,
  placeNodes,
  planBoxes,
  renderDot,
  renderSvg,
} from '../../../builder/render/picture/mod.ts';
import { measureText } from '../../../builder/render/picture/text-width.ts';
import { empty } from '../graph/ask.ts';
import { drawingOf, EXAMPLE, graphOf, pictureOf } from './pictures.ts';

/** Node names whose rectangles lie upon each other. */
function overlaps({ picture, places }: Drawing): string[] {
  const found: string[] = [];
  for (const [first, a] of places.entries()) {
    for (const [second, b] of places.entries()) {
      if (second <= first) continue;
      const isApart =
        a.xPx + a.widthPx <= b.xPx ||
        b.xPx + b.widthPx <= a.xPx ||
        a.yPx + 24 <= b.yPx ||
        b.yPx + 24 <= a.yPx;
      if (!isApart) found.push(`${picture.nodes[first]!.name} ${picture.nodes[second]!.name}`);
    }
  }
  return found;
}

function parseXml(text: string): void {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(text).close();
}

const collecting = suite('collectPicture()');
collecting('every node, who extends it, where appliances start, what nobody defines', () => {
  const { nodes } = pictureOf();
  assert.equal(
    nodes.map(({ name, roll, extendedBy, appliances }) => [name, roll, extendedBy, appliances]),
    [
      ['a', 0, [], []],
      ['b', 0, [], []],
      ['c', 0, [], []],
      ['d', 0, [], []],
      ['keys', 1, [], []],
      ['nowhere', undefined, [], []],
      ['ssh', 0, [1], []],
      ['top', 0, [], ['top']],
    ],
  );
});
collecting('parallel edges are one, which is unconditional if any of them is', () => {
  const edges = (graph: string) =>
    pictureOf([{ nodes: empty('top x'), graph }]).edges.map(({ conditions }) => conditions);
  assert.equal(edges('<edge from="top" to="x" cond="a"/><edge from="top" to="x" os="linux" cond="b"/>'), [
    ['a', 'os="linux" and b'],
  ]);
  assert.equal(edges('<edge from="top" to="x" cond="a"/><edge from="top" to="x"/>'), [[]]);
});
collecting('of one appliance only what it reaches', () => {
  const graph = graphOf(EXAMPLE.map((one) => ({ ...one, attributes: { remote: { default: 'no' } } })));
  const picture = collectMachinePicture(graph, attributesOfMachine(graph, 'top'), 'top', 't')!;
  assert.equal(
    picture.nodes.map(({ name }) => name),
    ['a', 'b', 'c', 'd', 'top'],
  );
  assert.is(collectMachinePicture(graph, attributesOfMachine(graph, 'no'), 'no', 't'), undefined);
});
collecting('what a node brings, as written', () => {
  const ssh = pictureOf().nodes.find(({ name }) => name === 'ssh')!;
  assert.equal(ssh.contents.files, ['core/nodes/ssh.xml', 'extra/nodes/extend-ssh.xml']);
  assert.equal(
    ssh.contents.items.map(({ kind, name, place }) => [kind, name, place]),
    [
      ['package', 'openssh-server', 'core/nodes/ssh.xml:2'],
      ['package', 'mosh', 'extra/nodes/extend-ssh.xml:2'],
      ['script', 'post', 'core/nodes/ssh.xml:3'],
    ],
  );
  assert.is(ssh.contents.items[2]!.text, 'echo "&secret;" </script>');
});
collecting.run();

const boxes = suite('planBoxes()');
boxes('leaves of one parent share a frame, others do not', () => {
  const picture = pictureOf();
  const members = planBoxes(picture).boxes.map((box) =>
    box.members.map(({ node }) => picture.nodes[node]!.name).join(' '),
  );
  assert.equal(members, ['a b c d', 'keys', 'nowhere', 'ssh', 'top']);
});
boxes('a name fits its box', () => {
  const name = 'a-very-long-name-with-WWWW-in-it';
  const { boxes: list } = planBoxes(
    pictureOf([{ nodes: empty(`top ${name}`), graph: `<edge from="top" to="${name}"/>` }]),
  );
  assert.ok(list[0]!.widthPx > measureText(name, 12) + 8);
});
boxes.run();

const svg = suite('renderSvg()');
svg('is well-formed, and the same twice', async () => {
  const first = renderSvg(await drawingOf(), { orders: true });
  parseXml(first);
  assert.is(renderSvg(await drawingOf(), { orders: true }), first);
});
svg('shows names, conditions, rolls and, on demand, orders', async () => {
  const drawing = await drawingOf();
  const text = renderSvg(drawing);
  for (const part of [
    '>ssh</text>',
    '>remote</text>',
    'class="e c"',
    'extra (1)',
    'class="n x"',
    'os=&quot;redhat&quot;',
  ]) {
    assert.ok(text.includes(part), part);
  }
  assert.not.ok(text.includes('class="o"'));
  assert.ok(renderSvg(drawing, { orders: true }).includes('class="o"'));
});
svg('lines pass below all that is read', async () => {
  const text = renderSvg(await drawingOf(), { orders: true });
  const lastLine = Math.max(
    text.lastIndexOf('class="o c"><'),
    ...[...text.matchAll(/<g class="(?:e|e c|o|o c)" [^>]*><title>[^<]*<\/title><path/g)].map(
      ({ index }) => index,
    ),
  );
  const firstWord = Math.min(
    ...['class="e l"', 'class="f l"', 'class="n '].map((kind) =>
      text.indexOf(kind, text.indexOf('</g>\n<g transform')),
    ),
  );
  assert.ok(lastLine > 0 && firstWord > lastLine, `${lastLine} ${firstWord}`);
});
svg('a frame says what it holds', async () => {
  assert.match(renderSvg(await drawingOf()), />4 in top<\/text>/);
});
svg('no node lies upon another, however they are laid out', async () => {
  assert.equal(overlaps(await drawingOf()), []);
  const picture = pictureOf();
  const plan = planBoxes(picture);
  const grid = placeNodes(picture, plan, planGrid(plan));
  assert.equal(overlaps(grid), []);
  parseXml(renderSvg(grid));
});
svg('names of any characters', async () => {
  const names = ['<a>&"', "b'\u0001", '日本'];
  const graph = graphOf([{ nodes: empty('top'), graph: '<edge from="top" to="top"/>' }]);
  const node = collectPicture(graph, 't').nodes[0]!;
  const { layOut } = await import('../../../builder/build/picture/layout.ts');
  const drawing = await layOut({
    title: '"&<',
    kinds: [],
    rolls: [{ name: '<r>' }],
    nodes: names.map((name) => ({ ...node, name })),
    edges: [{ from: 0, to: 1, conditions: ['a < "b" & c'], places: ['x"<'] }],
    orders: [],
  });
  parseXml(renderSvg(drawing));
});
svg('an empty graph', async () => {
  parseXml(await renderGraphSvg(graphOf([]), { title: 'Nothing' }));
});
svg('no secret is in any picture', async () => {
  const graph = graphOf();
  const texts = [
    await renderGraphPage(graph, { title: 't' }),
    await renderGraphSvg(graph, { title: 't', appliance: 'top' }),
    renderDot(pictureOf(), true),
  ];
  for (const text of texts) assert.not.ok(text.includes('hunter2'));
});
svg.run();

const page = suite('renderPage()');
page('has a view for each appliance and needs no other file', async () => {
  const html = await renderGraphPage(graphOf(), { title: 'Example' });
  assert.equal(
    [...html.matchAll(/<option [^>]*>([^<]*)/g)].map(([, label]) => label),
    ['Whole graph', 'top'],
  );
  assert.is([...html.matchAll(/<svg /g)].length, 2);
  assert.not.match(html, /(?:src|href)="/);
  assert.not.match(html, /https?:/);
});
page('its data survives text that looks like markup', async () => {
  const html = await renderGraphPage(graphOf(), { title: '</script>' });
  const data = /<script id="data" type="application\/json">(.*?)<\/script>/s.exec(html)![1]!;
  const { nodes } = JSON.parse(data) as { nodes: { name: string }[] };
  assert.is(nodes.length, 8);
  assert.is([...html.matchAll(/<\/script>/g)].length, 2);
});
page('starts with the appliance that was asked for', async () => {
  const html = await renderGraphPage(graphOf(), { title: 't', appliance: 'top' });
  assert.match(html, /<option value="1" selected>top/);
  assert.match(html, /id="view0"[^>]* hidden>/);
});
page.run();

const others = suite('other formats');
others('colors are those of the rolls, else different ones', () => {
  assert.equal(chooseMarks([{ name: 'a', color: '#4477AA' }, { name: 'b' }, { name: 'c' }]), [
    { color: '#4477aa' },
    { color: '#d98a1e' },
    { color: '#1f8a4c' },
  ]);
});
others('no two rolls look the same: a bar tells those apart that share a color', () => {
  const looks = (rolls: readonly PictureRoll[]): readonly string[] =>
    chooseMarks(rolls).map(({ color, stripe }) => `${color} ${stripe ?? ''}`);
  const imported = Array.from({ length: 60 }, (_, index) => ({ name: `r${index}` }));
  assert.is(new Set(looks(imported)).size, 60);
  const alike = ['#2a7fb8', '#2a7fb8', '#2b80b9', '#2A7FB8'].map((color, index) => ({
    name: `a${index}`,
    color,
  }));
  const [first, second, third, fourth] = chooseMarks(alike);
  assert.equal(first, { color: '#2a7fb8' });
  assert.is(new Set([second, third, fourth].map((one) => one!.stripe)).size, 3);
  assert.not.ok(
    chooseMarks([...alike, { name: 'x' }])
      .at(-1)!
      .color.startsWith('#3f6fb5'),
    'too near to theirs',
  );
});
others('dot names every node and edge', () => {
  const text = renderDot(pictureOf(), true);
  assert.match(text, '"top" -> "ssh" [style=dashed, label="remote"];');
  assert.match(text, '"c" -> "HEAD" [constraint=false');
});
others('a PNG of twice the size', async () => {
  const drawn = await renderGraphSvg(graphOf(), { title: 'Example' });
  const png = await renderPng(drawn);
  assert.equal([...png.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  const width = new DataView(png.buffer, png.byteOffset).getUint32(16);
  assert.is(width, Math.ceil(2 * Number(/width="([\d.]+)"/.exec(drawn)![1])));
});
others.run();
