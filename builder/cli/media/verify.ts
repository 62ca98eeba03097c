import { formatBytes } from '../../io/mod.ts';
import { verifyMedia } from '../../media/mod.ts';
import { printLine } from '../terminal/report.ts';

/** `cairn media verify FILE` */
export async function runMediaVerify(file: string): Promise<void> {
  for (const { path, sizeBytes } of await verifyMedia(file)) {
    printLine(`${path}: right (${formatBytes(sizeBytes)})`);
  }
}
