import type { DebianPlan } from '../answers/compile.ts';
import { type Debconf, DebconfError } from './debconf.ts';

/** Status of debconf for a question that nobody has registered. */
const UNKNOWN_QUESTION = 10;

/** Answers questions of d-i itself beforehand, as its own debconf-set-selections does with a preseed file. */
export function giveSelections(debconf: Debconf, selections: DebianPlan['installerSelections']): void {
  for (const { question, value } of selections) {
    try {
      debconf.ask(`SET ${question} ${value}`);
    } catch (error) {
      if (!(error instanceof DebconfError) || error.status !== UNKNOWN_QUESTION) throw error;
      debconf.ask(`REGISTER cairn/selection ${question}`);
      debconf.ask(`SET ${question} ${value}`);
    }
    debconf.ask(`FSET ${question} seen true`);
  }
}
