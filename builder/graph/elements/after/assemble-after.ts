import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { startScripts } from '../script/assemble-script.ts';
import { addBadValue, readSeconds, textOf } from '../script/read-times.ts';
import type { AfterItem } from './after.ts';

const USUAL_SECONDS = 1800;
/** The program has the limit itself, and says then whom it waited for. */
const SPARE_SECONDS = 60;
const PROGRAM = '/usr/lib/cairn/wait-for-appliance';

/** Adds the script that waits. */
export function addWait(assembly: Assembly, item: AfterItem, position: Position): void {
  const appliance = textOf(assembly, item.appliance, position);
  const hosts = textOf(assembly, item.hosts, position) || 'all';
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(appliance)) {
    addBadValue(assembly, 'appliance', appliance, item, position, 'Name one appliance, as "database"');
    return;
  }
  if (hosts !== 'all' && hosts !== 'one') {
    addBadValue(assembly, 'hosts', hosts, item, position, 'Known are: all, one');
    return;
  }
  const seconds = readSeconds(assembly, 'within', item.within, item, position) ?? USUAL_SECONDS;
  draftOf(assembly, startScripts).push({
    element: 'after',
    phases: ['boot-pre'],
    interpreter: 'sh',
    chroot: true,
    within: seconds + SPARE_SECONDS,
    awaits: appliance,
    parts: [{ kind: 'text', text: renderWait(`${appliance} ${hosts} ${seconds}`) }],
    ...originOf(assembly, position, item),
  });
}

function renderWait(words: string): string {
  return [
    `[ -x ${PROGRAM} ] || { echo 'The node first-boot-word of the roll base is not among the nodes of this machine'; exit 1; }`,
    `exec ${PROGRAM} ${words}\n`,
  ].join('\n');
}
