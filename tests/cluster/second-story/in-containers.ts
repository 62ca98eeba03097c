import { execFile, execFileSync } from 'node:child_process';
import { openSync } from 'node:fs';
import type { Answer, Session } from '../../install/session.ts';
import type { RunningHosts } from '../../try/run-trial.ts';
import { withHelpers } from '../frontend-machine.ts';
import type { LivingCluster } from './living-cluster.ts';

/** Containers are as fast as this machine. */
const PAUSE_MS = 3000;
const ANSWER_MS = 240_000;

/** A trial of the recipe hpc that goes on. @param output the build that it was made of */
export function inContainers(hosts: RunningHosts, output: string): LivingCluster {
  const enter = new Map(hosts.map((one) => [one.host, one.enter]));
  const wordsOf = (host: string): readonly string[] => {
    const words = enter.get(host);
    if (words === undefined) throw new Error(`The trial has no ${host}`);
    return words;
  };
  return {
    ...{ output, isReinstallable: false, frontend: withHelpers(openShell(wordsOf('frontend')), PAUSE_MS) },
    plugIn: async (folder) => {
      const path = '/run/delta';
      const [program = '', ...words] = wordsOf('frontend');
      const tar = `${folder}.medium`;
      execFileSync('tar', ['-C', folder, '-cf', tar, '.']);
      const unpack = `mkdir -p ${path} && tar -C ${path} -xf -`;
      execFileSync(program, [...words, 'sh', '-c', unpack], {
        stdio: [openSync(tar, 'r'), 'inherit', 'inherit'],
      });
      return path;
    },
    pullPlug: async (host) => {
      // Nothing leaves it any more, as from a machine without power
      await openShell(wordsOf(host)).must(
        'ip -o link show up type veth | cut -d: -f2 | cut -d@ -f1 | xargs -n1 -I{} ip link set {} down',
      );
    },
  };
}

function openShell([program = '', ...words]: readonly string[]): Session {
  const ask = (command: string): Promise<Answer> =>
    new Promise((resolve) => {
      const argv = [...words, 'sh', '-c', `{ ${command}\n} 2>&1`];
      const options = { timeout: ANSWER_MS, maxBuffer: 2 ** 26 };
      execFile(program, argv, options, (error, stdout) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : 255;
        resolve({ status, output: stdout.trimEnd() });
      });
    });
  const must = async (command: string): Promise<string> => {
    const { status, output } = await ask(command);
    if (status !== 0) throw new Error(`On the machine "${command}" ended with ${status}:\n${output}`);
    return output;
  };
  return { ask, must };
}
