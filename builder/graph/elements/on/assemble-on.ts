import { isFactName, parseFactName, type Script, type ScriptPhase } from '../../../model/mod.ts';
import { type Assembly, draftOf, originOf, type Position } from '../../assemble/assembly.ts';
import { collectParts } from '../../assemble/body.ts';
import { readEnvironment } from '../../assemble/environment.ts';
import { variableOf } from '../../parse/parse-environment.ts';
import { askOfFact } from '../../roster/answer-ask.ts';
import { startScripts } from '../script/assemble-script.ts';
import { addBadValue, readSeconds, readUnits, textOf } from '../script/read-times.ts';
import type { OnItem } from './on.ts';

/** The installation writes its files, so that whatever starts finds them. */
const PHASES: readonly ScriptPhase[] = ['post', 'change'];

/** Adds one; one that does nothing on this machine is left out. */
export function addOn(assembly: Assembly, item: OnItem, position: Position): void {
  const { machine } = assembly;
  machine.facts.follows = true;
  const environment = readEnvironment(assembly, item.env, position);
  const { result, names } = machine.watchReads(() => readOn(assembly, item, position));
  machine.facts.follows = false;
  const asks = listAsks(item);
  const script = {
    ...{ element: 'on', phases: PHASES, chroot: true },
    ...result,
    ...(isBlank(result) ? { interpreter: 'sh' } : {}),
    ...(environment === undefined ? {} : { environment }),
    ...(asks.length === 0 ? {} : { asks: Object.fromEntries(asks) }),
    ...originOf(assembly, position, item),
  } as const satisfies Script;
  if (script.units === undefined && isBlank(script)) return;
  refuseValues(assembly, item, position, [...names, ...(item.env ?? []).map(({ name }) => name)], names);
  refuseAppending(assembly, script, item, position);
  if (asks.length === 0 && !script.parts.some((part) => part.kind === 'file' && part.pieces !== undefined)) {
    const message = '<on change="hosts"> asks for no host: it would never run again';
    const hint = 'Ask with <hosts> in a <file> of it, or with env="hosts.names.APPLIANCE"';
    machine.addSlip(position.source, 'CHANGE_NOBODY', message, item, hint);
  }
  draftOf(assembly, startScripts).push(script);
}

function readOn(
  assembly: Assembly,
  item: OnItem,
  position: Position,
): Pick<Script, 'interpreter' | 'within' | 'units' | 'parts'> {
  const interpreter = textOf(assembly, item.interpreter, position) || 'bash';
  if (/[\r\n]/.test(interpreter))
    addBadValue(assembly, 'interpreter', interpreter, item, position, 'Name one program');
  const within = readSeconds(assembly, 'within', item.within, item, position);
  const units = readUnits(assembly, 'unit', item.unit, item, position);
  return {
    interpreter,
    ...(within === undefined ? {} : { within }),
    ...(units === undefined ? {} : { units }),
    parts: collectParts(assembly, item.body, { ...position, phases: PHASES }),
  };
}

function listAsks({ env = [] }: OnItem) {
  return env.flatMap(({ name }) => {
    const fact = parseFactName(name);
    return fact === undefined ? [] : [[variableOf(name), askOfFact(fact)] as const];
  });
}

function isBlank({ parts }: Pick<Script, 'parts'>): boolean {
  return parts.every((part) => part.kind === 'text' && part.text.trim() === '');
}

/** When it runs again nobody hands out secrets, and nobody looks at conditions and attributes again. */
function refuseValues(
  { machine }: Assembly,
  item: OnItem,
  { source }: Position,
  read: readonly string[],
  fixed: ReadonlySet<string>,
): void {
  const secret = read.find((name) => machine.isSecret(name));
  if (secret !== undefined) {
    const message = `<on> uses the secret attribute "${secret}", which no machine keeps after its installation`;
    const hint = 'Let <post> write it into a file of its own, with perms="0600", and let <on> read that';
    machine.addSlip(source, 'CHANGE_SECRET', message, item, hint);
  }
  const fact = [...fixed].find(isFactName);
  if (fact === undefined) return;
  const message = `"${fact}" in <on> is taken when the description is handed out, and never again`;
  const hint = 'Ask in the text of a <file>, or with env="...": those are asked again';
  machine.addSlip(source, 'CHANGE_FIXED', message, item, hint);
}

/** What is added to a file each time grows. */
function refuseAppending(assembly: Assembly, { parts }: Script, item: OnItem, position: Position): void {
  const made = new Set<string>();
  for (const part of parts) {
    if (part.kind !== 'file') continue;
    if (part.mode === 'create') made.add(part.path);
    else if (part.mode === 'append' && !made.has(part.path))
      addBadValue(
        assembly,
        'mode',
        'append',
        item,
        position,
        `Write "${part.path}" whole: <on> runs many times`,
      );
  }
}
