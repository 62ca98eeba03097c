import type { Picture } from '../../model/mod.ts';
import { chooseMarks, mixColors } from './colors.ts';
import { labelOf } from './dot.ts';

/** The graph for other programs: Graphviz's language, with names, colors and conditions. */
export function renderDot({ title, rolls, nodes, edges, orders }: Picture, withOrders: boolean): string {
  const marks = chooseMarks(rolls);
  const lines = nodes.map(({ name, roll, appliances }) => {
    const color = roll === undefined ? '#d03030' : marks[roll]!.color;
    const style =
      roll === undefined
        ? 'rounded,dashed'
        : appliances.length > 0
          ? 'rounded,filled,bold'
          : 'rounded,filled';
    const tooltip = roll === undefined ? 'no roll defines it' : `roll ${rolls[roll]!.name}`;
    return `  ${quote(name)} [color="${color}", fillcolor="${mixColors(color, '#ffffff', 0.8)}", style="${style}", tooltip=${quote(tooltip)}];`;
  });
  for (const { from, to, conditions } of edges) {
    const label = conditions.length === 0 ? '' : ` [style=dashed, label=${quote(labelOf(conditions))}]`;
    lines.push(`  ${quote(nodes[from]!.name)} -> ${quote(nodes[to]!.name)}${label};`);
  }
  const end = (one: number | string): string => quote(typeof one === 'number' ? nodes[one]!.name : one);
  for (const { head, tail } of withOrders ? orders : []) {
    lines.push(`  ${end(head)} -> ${end(tail)} [constraint=false, color="#b0307a", style=dotted];`);
  }
  return `digraph ${quote(title)} {
  graph [rankdir=LR];
  node [shape=box, fontname="DejaVu Sans", fontsize=12];
  edge [fontname="DejaVu Sans", fontsize=10, color="#8791a3"];
${lines.join('\n')}
}
`;
}

function quote(text: string): string {
  return `"${text.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
}
