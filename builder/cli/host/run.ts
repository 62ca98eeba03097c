import { foldNodeSet } from '../../hosts/mod.ts';
import { ANY_STATUS, run } from '../../io/mod.ts';
import { selectHosts, withState } from '../frontend/with-state.ts';
import { printError, printLine } from '../terminal/report.ts';
import type { RunOptions } from './on-many.ts';

/** `cairn run SELECTION -- COMMAND`: clush with Cairn's hosts; its exit code is the largest of theirs. */
export async function runOnHosts(
  selection: string,
  command: readonly string[],
  options: RunOptions,
): Promise<void> {
  const hosts = await withState((state) => selectHosts(state, selection));
  if (hosts.length === 0) return;
  const argv = [
    'clush',
    '--nostdin',
    // The greatest exit status of the hosts.
    '-S',
    ...(options.gather === true ? ['-b'] : []),
    ...(options.timeout === 0 ? [] : ['-u', String(options.timeout)]),
    '-l',
    'root',
    '-w',
    foldNodeSet(hosts.map((host) => host.name)),
    // Options after "--" are the command's.
    ...(command[0]?.startsWith('-') ? ['--'] : []),
    ...command,
  ];
  const result = await run(argv, {
    okCodes: ANY_STATUS,
    onLine: (line, stream) => (stream === 'stdout' ? printLine(line) : printError(line)),
  });
  process.exitCode = result.exitCode;
}
