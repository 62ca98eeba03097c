import { findOwnFiles } from '../../build/surroundings.ts';
import { createRoll, preferredOs, readShippedSystems } from '../../rolls/mod.ts';
import { printLine } from '../terminal/report.ts';

/** `cairn roll create FOLDER` */
export async function runRollCreate(folder: string): Promise<void> {
  const { rolls } = await findOwnFiles();
  const os = preferredOs(await readShippedSystems(rolls));
  for (const path of await createRoll(folder, os)) printLine(`${folder}/${path}`);
  printLine(`Next: cairn roll check ${folder}`);
}
