import * as assert from 'uvu/assert';
import { quoteShell } from '../../../builder/render/script/shell.ts';
import type { FrontendMachine } from '../frontend-machine.ts';

/** A person's work in the queue, which goes on until somebody says so. */
export interface Job {
  readonly id: string;
  /** As Slurm says it: `PENDING`, `RUNNING`, `COMPLETED`. */
  readonly readState: () => Promise<string>;
  readonly untilState: (state: string, timeoutSeconds: number) => Promise<void>;
  /** Lets it end, and waits until it has, on the host and the first try that it began with. @returns what it printed */
  readonly finish: (timeoutSeconds: number) => Promise<string>;
}

/** Somebody with an account, known to all hosts. */
export async function addAda(frontend: FrontendMachine): Promise<void> {
  await frontend.must('id ada || adduser --disabled-password --gecos Ada ada');
  await frontend.until('cairn run @compute -- id ada', 180);
}

/** Submits a job to one host. @param last what it does at its end */
export async function submitJob(
  frontend: FrontendMachine,
  host: string,
  name: string,
  last = 'true',
): Promise<Job> {
  const script = `echo begun; until test -e ~/end-${name}; do ls ~ > /dev/null; sleep 1; done; ${last}; echo ended`;
  await frontend.must(`rm -f ~ada/end-${name} ~ada/${name}.out`);
  const sbatch = `sbatch --parsable --ntasks=1 -w ${host} -J ${name} -o ${name}.out --wrap ${quoteShell(script)}`;
  const id = (await frontend.must(`su - ada -c ${quoteShell(sbatch)}`)).split('\n').at(-1)!;
  assert.match(id, /^\d+$/);
  const say = (): Promise<string> => frontend.must(`scontrol --oneliner show job ${id}`);
  const readState = async (): Promise<string> => /JobState=(\S+)/.exec(await say())?.[1] ?? '';
  const untilState = async (state: string, timeoutSeconds: number): Promise<void> => {
    await frontend.until(`scontrol --oneliner show job ${id} | grep 'JobState=${state} '`, timeoutSeconds);
  };
  return {
    id,
    readState,
    untilState,
    finish: async (timeoutSeconds) => {
      await frontend.must(`install -o ada -g ada /dev/null ~ada/end-${name}`);
      await untilState('COMPLETED', timeoutSeconds);
      const said = await say();
      assert.match(said, / Restarts=0 /, said);
      assert.match(said, new RegExp(` NodeList=${host} `), said);
      const output = await frontend.must(`cat ~ada/${name}.out`);
      assert.match(output, /^begun\n.*ended$/s);
      return output;
    },
  };
}
