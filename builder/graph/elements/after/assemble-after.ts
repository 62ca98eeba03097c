import type { Template } from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { startScripts } from '../script/assemble-script.ts';
import { readSeconds } from '../script/read-times.ts';
import type { AfterItem } from './after.ts';

const USUAL_SECONDS = 1800;
/** The program has the limit itself, and says then whom it waited for. */
const SPARE_SECONDS = 60;
const PROGRAM = '/usr/lib/cairn/wait-for-appliance';

/** Adds the script that waits. */
export function addWait(assembly: Assembly, item: AfterItem, position: Position): void {
  const { machine } = assembly;
  const { source } = position;
  const textOf = (template: Template): string => machine.expandValue(template, source).trim();
  const appliance = textOf(item.appliance);
  const hosts = textOf(item.hosts) || 'all';
  const wrong = !/^[a-z0-9][a-z0-9-]{0,62}$/.test(appliance)
    ? { name: 'appliance', value: appliance, hint: 'Name one appliance, as "database"' }
    : hosts !== 'all' && hosts !== 'one'
      ? { name: 'hosts', value: hosts, hint: 'Known are: all, one' }
      : undefined;
  if (wrong !== undefined) {
    const message = `Bad value "${wrong.value}" of attribute "${wrong.name}"`;
    machine.addSlip(source, 'ATTRIBUTE_VALUE', message, item, wrong.hint);
    return;
  }
  const seconds = readSeconds(assembly, 'within', item.within, item, position) ?? USUAL_SECONDS;
  const { node, roll, file, line } = originOf(assembly, position, item);
  draftOf(assembly, startScripts).push({
    element: 'after',
    phases: ['boot-pre'],
    interpreter: 'sh',
    chroot: true,
    within: seconds + SPARE_SECONDS,
    awaits: appliance,
    parts: [{ kind: 'text', text: renderWait(`${appliance} ${hosts} ${seconds}`) }],
    ...{ node, roll, file, line },
  });
}

function renderWait(words: string): string {
  return [
    `[ -x ${PROGRAM} ] || { echo 'The node first-boot-word of the roll base is not among the nodes of this machine'; exit 1; }`,
    `exec ${PROGRAM} ${words}\n`,
  ].join('\n');
}
