import type { ChangePlan } from '../../../graph/mod.ts';
import { ANY_STATUS, type Run } from '../../../io/mod.ts';
import type { ApplyAnswer, ApplyRequest } from '../../../model/mod.ts';
import program from './apply-on-hosts.py?text';
import { APPLY_COMMAND, BUSY } from './compose-request.ts';

/** What a machine answered, or why it did not. */
export interface MachineAnswer {
  readonly host: string;
  readonly answer?: ApplyAnswer<ChangePlan>;
  readonly why?: string;
  /** Somebody else changes it. */
  readonly isBusy?: true;
}

interface Said {
  readonly host: string;
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Asks hosts, as many at once as ClusterShell is told to; secrets come on standard input, and on no command line. */
export async function askHosts(
  requests: ReadonlyMap<string, ApplyRequest>,
  run: Run,
): Promise<readonly MachineAnswer[]> {
  if (requests.size === 0) return [];
  const texts = Object.fromEntries([...requests].map(([host, request]) => [host, JSON.stringify(request)]));
  const input = JSON.stringify({ command: APPLY_COMMAND, requests: texts });
  const { stdout } = await run(['python3', '-c', program], { input });
  const said = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Said);
  return [...requests.keys()].map((host) => {
    const one = said.find((each) => each.host === host);
    return one === undefined ? { host, why: 'it gave no answer' } : understand(one);
  });
}

/** The same of this very machine, without SSH. */
export async function askFrontend(host: string, request: ApplyRequest, run: Run): Promise<MachineAnswer> {
  const { exitCode, stdout, stderr } = await run(['sh', '-c', APPLY_COMMAND], {
    input: JSON.stringify(request),
    okCodes: ANY_STATUS,
  });
  return understand({ host, status: exitCode, out: stdout, err: stderr });
}

function understand({ host, status, out, err }: Said): MachineAnswer {
  if (status === BUSY) return { host, why: 'somebody else changes it at the moment', isBusy: true };
  const line = out.split('\n').find((one) => one.startsWith('{"format":1'));
  if (status === 0 && line !== undefined)
    return { host, answer: JSON.parse(line) as ApplyAnswer<ChangePlan> };
  const last = err.trim().split('\n').slice(-3).join('; ');
  const hint =
    status === 127 || status === 126 ? ' (it has no program for that: install it with this version)' : '';
  return { host, why: `it ended with status ${status}${hint}${last === '' ? '' : `: ${last}`}` };
}
