import type { DiscoverLine } from '../../frontend/discover/client.ts';
import { BuildError, formatProblem } from '../../model/mod.ts';

interface Approver {
  /** The answer to a question; undefined when nobody answers any more. */
  readonly ask: (question: string) => Promise<string | undefined>;
  /** Names a machine. @returns its name */
  readonly approve: (mac: string) => Promise<string>;
  readonly print: (line: string) => void;
}

/**
 * Asks for each machine that came after the discovery began whether it gets a name: once, one after another.
 *
 * @returns a function that is told every line of the discovery
 */
export function createApprover({ ask, approve, print }: Approver): (line: DiscoverLine) => void {
  const seen = new Set<string>();
  let startedSeconds = 0;
  let turn = Promise.resolve();
  const judge = async (mac: string, detail: string): Promise<void> => {
    const answer = await ask(`Name ${mac}${detail === '' ? '' : ` (${detail})`}? [y/n] `);
    if (!/^\s*y(?:es)?\s*$/i.test(answer ?? '')) return print(`${mac} gets no name`);
    try {
      print(`${mac} is ${await approve(mac)}`);
    } catch (error) {
      if (!(error instanceof BuildError)) throw error;
      for (const problem of error.problems) print(formatProblem(problem));
    }
  };
  return (line) => {
    if (line.kind === 'discovery') startedSeconds = line.data.startedSeconds;
    if (line.kind !== 'strangers') return;
    for (const { mac, detail, lastSeconds } of line.data) {
      if (seen.has(mac) || lastSeconds < startedSeconds) continue;
      seen.add(mac);
      turn = turn.then(() => judge(mac, detail));
    }
  };
}
