import { readFile } from 'node:fs/promises';

/**
 * Makes a running program read its files again, or end. Nothing happens when it does not run: it reads them when it
 * starts.
 *
 * @param pidFile that the program wrote
 * @param name of the program; a number that belongs to another one by now is left alone
 * @param signal SIGTERM ends it, for systemd to start it again
 */
export async function hangUp(
  pidFile: string,
  name: string,
  signal: 'SIGHUP' | 'SIGTERM' = 'SIGHUP',
): Promise<void> {
  const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
  if (!Number.isSafeInteger(pid) || pid <= 1) return;
  const running = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '');
  if (running.trim() === name) process.kill(pid, signal);
}
