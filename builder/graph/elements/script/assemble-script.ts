import type { Script, ScriptPhase, Template } from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { collectParts } from '../../assemble/body.ts';
import { checkExpandedSecrets } from '../../assemble/check-secret.ts';
import { readEnvironment } from '../../assemble/environment.ts';
import { isTrue, parseValue } from '../../condition/values.ts';
import { splitList } from '../../parse/parse-guard.ts';
import { readTimes, textOf } from './read-times.ts';
import type { ScriptItem } from './script.ts';

export const startScripts = (): Script[] => [];

/** One list for all scripts that say nothing else. */
const DEFAULTS = {
  pre: ['pre'],
  post: ['post'],
  configure: ['post'],
  boot: ['boot-pre'],
  ready: ['ready'],
  bootPost: ['boot-post'],
} as const satisfies Readonly<Record<string, readonly ScriptPhase[]>>;
const PHASES: readonly ScriptPhase[] = ['pre', 'post', 'reconfigure'];

/** Adds one script; one that is empty on this machine is left out. */
export function addScript(assembly: Assembly, item: ScriptItem, position: Position): void {
  const { machine } = assembly;
  const text = (template: Template | undefined): string => textOf(assembly, template, position);
  const phases = listPhases(assembly, item, position, text(item.when));
  const given = readArguments(assembly, item, position, text(item.arg));
  const chroot = text(item.chroot);
  if (item.element === 'pre' && chroot !== '' && isTrue(parseValue(chroot))) {
    const message = 'A <pre> script runs in the installer: there is no installed system yet';
    machine.addSlip(position.source, 'ATTRIBUTE_VALUE', message, item, 'Write <post>');
  }
  const isInside = !given.nochroot && (chroot === '' || isTrue(parseValue(chroot)));
  const interpreter = text(item.interpreter) || given.interpreter || 'bash';
  if (/[\r\n]/.test(interpreter)) {
    const place = machine.placeOf(position.source, item);
    machine.addError('ATTRIBUTE_VALUE', 'The interpreter of a script has several lines', place);
  }
  const times = readTimes(assembly, item, position);
  const environment = readEnvironment(assembly, item.env, position);
  const parts = collectParts(assembly, item.body, { ...position, phases });
  const files = parts.filter((part) => part.kind === 'file');
  if (item.env !== undefined) checkExpandedSecrets(assembly, item.env, files, position);
  if (phases.length === 0 || parts.every((part) => part.kind === 'text' && part.text.trim() === '')) return;
  const { node, roll, file, line } = originOf(assembly, position, item);
  draftOf(assembly, startScripts).push({
    element: item.element,
    phases,
    interpreter,
    chroot: item.element !== 'pre' && isInside,
    ...(environment === undefined ? {} : { environment }),
    ...times,
    parts,
    node,
    roll,
    file,
    line,
  });
}

function listPhases(
  { machine }: Assembly,
  item: ScriptItem,
  { source }: Position,
  when: string,
): readonly ScriptPhase[] {
  if (item.element === 'boot') {
    if (when !== '' && when !== 'pre' && when !== 'post') {
      const message = `Value "${when}" of attribute "order" is unknown`;
      machine.addSlip(source, 'ATTRIBUTE_VALUE', message, item, 'Known are: pre, post');
    }
    return when === 'post' ? DEFAULTS.bootPost : DEFAULTS.boot;
  }
  if (when === '') return DEFAULTS[item.element];
  const phases: ScriptPhase[] = [];
  for (const name of splitList(when)) {
    const phase = PHASES.find((known) => known === name);
    if (phase === undefined) {
      const message = `Phase "${name}" is unknown`;
      machine.addSlip(source, 'ATTRIBUTE_VALUE', message, item, `Known are: ${PHASES.join(', ')}`);
    } else if (!phases.includes(phase)) phases.push(phase);
  }
  return phases;
}

/** The words of `arg=`: kickstart's `--nochroot` and `--interpreter`; its logging is ours anyway. */
function readArguments(
  { machine }: Assembly,
  item: ScriptItem,
  { source }: Position,
  arg: string,
): { readonly nochroot: boolean; readonly interpreter: string } {
  let nochroot = false;
  let interpreter = '';
  const words = arg.split(/[\s=]+/).filter((word) => word !== '');
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at]!;
    if (word === '--nochroot') nochroot = true;
    else if (word === '--interpreter') interpreter = words[++at] ?? '';
    else if (word === '--log' || word === '--logfile') at += 1;
    else if (word !== '--erroronfail') {
      machine.addSlip(source, 'ATTRIBUTE_VALUE', `Argument "${word}" of a script is unknown`, item);
    }
  }
  return { nochroot, interpreter };
}
