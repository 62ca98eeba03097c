import { BuildError } from '../../model/mod.ts';
import { printJsonLine } from './report.ts';

/** Ends a command's events with one about its failure, whenever it comes. */
export async function tellFailure<T>(json: boolean, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (json && error instanceof BuildError) printJsonLine({ type: 'failed', problems: error.problems });
    throw error;
  }
}
