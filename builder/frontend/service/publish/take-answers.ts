import { readFile, rename, rm } from 'node:fs/promises';
import type { StoredAttribute } from '../../../hosts/mod.ts';
import { FRONTEND_ANSWERS, parseJsonDocument } from '../../../model/documents/mod.ts';
import {
  BuildError,
  type FrontendAnswers,
  formatProblem,
  isIntrinsicAttribute,
  type PlannedHost,
} from '../../../model/mod.ts';
import type { State } from '../../state/mod.ts';
import { clusterKeyName } from '../hand-off/secret-answer.ts';

type AnswerState = Pick<State, 'addHost' | 'ensureKey' | 'findHost' | 'setAttributes'>;

/**
 * Takes in what the installer of this frontend left, and deletes the file: it holds secrets. May be interrupted and
 * begun again. What cannot be taken in does not stop the rest; the file is kept as `FILE.refused` then.
 *
 * @returns what could not be taken in, one line each, without any value
 */
export async function takeAnswers(state: AnswerState, path: string): Promise<readonly string[]> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const answers = parseAnswers(text);
  const refused = answers === undefined ? ['The answers of the installer are not readable'] : [];
  if (answers !== undefined) {
    for (const [name, host] of Object.entries(answers.hosts))
      refused.push(...(await attempt(() => addPlanned(state, name, host))));
    for (const attribute of listAttributes(answers))
      refused.push(...(await attempt(() => state.setAttributes([attribute]))));
    for (const [name, value] of Object.entries(answers.keys ?? {}))
      await state.ensureKey('', clusterKeyName(name), () => value);
  }
  if (refused.length > 0) await rename(path, `${path}.refused`);
  else await rm(path);
  return refused;
}

function parseAnswers(text: string): FrontendAnswers | undefined {
  try {
    return parseJsonDocument(FRONTEND_ANSWERS, text);
  } catch (error) {
    if (error instanceof BuildError) return undefined;
    throw error;
  }
}

async function addPlanned(state: AnswerState, name: string, host: PlannedHost): Promise<void> {
  if ((await state.findHost(name)) !== undefined) return;
  const { mac, ...others } = host;
  await state.addHost({ name, ...others, ...(mac === undefined ? {} : { macs: [mac] }) });
}

function listAttributes({ secrets, hostAttributes }: FrontendAnswers): StoredAttribute[] {
  const { global, os, appliance, rack, host } = secrets;
  const maps = { global: { '': global }, os, appliance, rack, host };
  const secret = Object.entries(maps).flatMap(([scope, subjects]) =>
    Object.entries(subjects).flatMap(([subject, values]) =>
      Object.entries(values).map(([name, value]) => ({ scope, subject, name, value, secret: true })),
    ),
  );
  const open = Object.entries(hostAttributes).flatMap(([subject, values]) =>
    Object.entries(values).map(([name, value]) => ({ scope: 'host', subject, name, value, secret: false })),
  );
  return ([...secret, ...open] as StoredAttribute[]).filter(({ name }) => !isIntrinsicAttribute(name));
}

async function attempt(work: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    if (error instanceof BuildError) return error.problems.map(formatProblem);
    throw error;
  }
}
