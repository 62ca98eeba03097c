import { createRoll } from '../../rolls/mod.ts';
import { printLine } from '../terminal/report.ts';

/** `cairn roll create FOLDER` */
export async function runRollCreate(folder: string): Promise<void> {
  for (const path of await createRoll(folder)) printLine(`${folder}/${path}`);
  printLine(`Next: cairn roll check ${folder}`);
}
