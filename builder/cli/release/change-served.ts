import { changeReleases } from '../../frontend/releases/change-releases.ts';
import { findServed } from '../frontend/frontend-graph.ts';
import { printError } from '../terminal/report.ts';

/**
 * Changes the releases of this frontend, after whoever does so already.
 *
 * @param work gets what the frontend serves, and a folder beside its releases
 */
export function changeServed<T>(work: (served: string, beside: string) => Promise<T>): Promise<T> {
  const served = findServed();
  const onWait = (): void => printError('Another command changes the releases; this one waits for it');
  return changeReleases(served, (beside) => work(served, beside), onWait);
}
