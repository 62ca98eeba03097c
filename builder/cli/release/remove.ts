import { findRelease } from '../../frontend/releases/release-store.ts';
import type { ReleaseUsers } from '../../frontend/releases/release-users.ts';
import { removeRelease } from '../../frontend/releases/remove-release.ts';
import { foldNodeSet } from '../../hosts/mod.ts';
import { BuildError, errorProblem, type Problem } from '../../model/mod.ts';
import { withState } from '../frontend/with-state.ts';
import { printLine } from '../terminal/report.ts';
import { changeServed } from './change-served.ts';
import { readUsers } from './read-users.ts';

/** `cairn release remove ID` */
export async function runReleaseRemove(text: string): Promise<void> {
  await changeServed(async (served, beside) => {
    const release = await findRelease(served, text);
    const { id, identity } = release;
    await withState(async (state) => {
      const { inUse, of } = await readUsers(state);
      const problems = describeUse(id, id === inUse, of(id));
      if (problems.length > 0) throw new BuildError(problems);
      await removeRelease(release, beside);
      await state.recordChange({
        object: `release ${id}`,
        before: { of: `${identity.name} ${identity.version}` },
      });
    });
    printLine(`${id} (${identity.name} ${identity.version}) removed`);
  });
}

/** Why a release stays, one reason each. */
function describeUse(
  id: string,
  isInUse: boolean,
  { gets, runs, isFrontends, said }: ReleaseUsers,
): readonly Problem[] {
  const refuse = (what: string, hint: string): Problem =>
    errorProblem('RELEASE_USED', `Release "${id}" ${what}`, undefined, hint);
  return [
    ...(isInUse ? [refuse('is in use', 'Use another one first: cairn release use ID')] : []),
    ...(isFrontends
      ? [refuse('is what this frontend itself runs', 'It stays until the frontend runs another one')]
      : []),
    ...(runs.length === 0
      ? []
      : [
          refuse(
            `is what ${foldNodeSet(runs)} runs`,
            'Give them another one, and install them from that: cairn host reinstall SELECTION',
          ),
        ]),
    ...(gets.length === 0 || isInUse
      ? []
      : [
          refuse(
            `is what ${foldNodeSet(gets)} is to get`,
            'Give them another one: cairn release use ID --host SELECTION',
          ),
        ]),
    ...(said.length === 0
      ? []
      : [refuse(`is set for ${said.join(', ')}`, 'Take that back: cairn release use current --rack N')]),
  ];
}
