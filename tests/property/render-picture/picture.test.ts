import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { layOut } from '../../../builder/build/picture/layout.ts';
import { collectPicture, parseGraph } from '../../../builder/graph/mod.ts';
import { renderSvg } from '../../../builder/render/picture/mod.ts';
import { bundleOf, edgeText, filesOf, graphText, orderText, randomGraph } from '../graph/graphs.ts';

const test = suite('pictures: properties');
test('shuffling files and elements changes no byte', async () => {
  const shuffled = randomGraph.chain((graph) => {
    const elements = [...graph.edges.map(edgeText), ...graph.orders.map(orderText)];
    return fc.record({
      graph: fc.constant(graph),
      elements: fc.shuffledSubarray(elements, { minLength: elements.length }),
      files: fc.shuffledSubarray([...filesOf(graph)], { minLength: graph.size + 1 }),
    });
  });
  const draw = async (files: ReturnType<typeof filesOf>): Promise<string> =>
    renderSvg(await layOut(collectPicture(parseGraph(bundleOf(files)), 't')), { orders: true });
  const check = fc.asyncProperty(shuffled, async ({ graph, elements, files }) => {
    const moved = files.map((file) =>
      file.path === 'graphs/g.xml' ? { ...file, text: graphText(elements) } : file,
    );
    assert.is(await draw(moved), await draw(filesOf(graph)));
  });
  await fc.assert(check, { numRuns: 40 });
});
test.run();
