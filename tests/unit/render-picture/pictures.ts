import { layOut } from '../../../builder/build/picture/layout.ts';
import { collectPicture, parseGraph } from '../../../builder/graph/mod.ts';
import type { Graph, Picture } from '../../../builder/model/mod.ts';
import type { Drawing } from '../../../builder/render/picture/mod.ts';
import { empty, roll, type ShortRoll } from '../graph/ask.ts';

/** Two rolls: an appliance, leaves enough for a frame, a condition, an extension, a node that nobody defines. */
export const EXAMPLE: readonly ShortRoll[] = [
  {
    name: 'core',
    color: '#228b57',
    nodes: {
      ...empty('top a b c d'),
      ssh: `<package>openssh-server</package>
<post>echo "&secret;" <![CDATA[</script>]]></post>`,
    },
    graph: `<edge from="top"><to>a</to><to>b</to><to>c</to><to>d</to></edge>
<edge from="top" to="ssh" cond="remote"/>
<edge from="ssh" to="nowhere" os="redhat"/>
<order head="a" tail="b"/><order head="c" tail="HEAD"/>`,
    attributes: { secret: { secret: true, default: 'hunter2' }, remote: { default: 'yes' } },
    public: ['top', 'ssh'],
  },
  {
    name: 'extra',
    appliances: {},
    nodes: { 'extend-ssh': '<package>mosh</package>', keys: '' },
    graph: '<edge from="ssh" to="keys"/>',
  },
];

export function graphOf(rolls: readonly ShortRoll[] = EXAMPLE): Graph {
  return parseGraph({ format: 1, rolls: rolls.map(roll) });
}

export function pictureOf(rolls: readonly ShortRoll[] = EXAMPLE): Picture {
  return collectPicture(graphOf(rolls), 'Example');
}

export function drawingOf(rolls: readonly ShortRoll[] = EXAMPLE): Promise<Drawing> {
  return layOut(pictureOf(rolls));
}
