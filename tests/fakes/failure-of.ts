import * as assert from 'uvu/assert';
import type { BuildError } from '../../builder/model/mod.ts';

/** What something fails with; that it does not fail is a failure of the test. */
export const failureOf = (work: Promise<unknown>): Promise<BuildError> =>
  work.then(
    () => assert.unreachable('it should have failed') as never,
    (error: unknown) => error as BuildError,
  );
