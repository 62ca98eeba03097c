import { askService } from '../../frontend/discover/service-question.ts';
import { findRelease, findReleaseInUse, writeReleaseInUse } from '../../frontend/releases/release-store.ts';
import { RELEASE_ATTRIBUTE, RELEASE_IN_USE } from '../../model/mod.ts';
import { refuseUnknown } from '../frontend/refuse-unknown.ts';
import { withState } from '../frontend/with-state.ts';
import { describeTarget, targetsOf } from '../site/attribute-set.ts';
import { printError, printLine } from '../terminal/report.ts';
import { changeServed } from './change-served.ts';
import type { ReleaseUseOptions } from './commands.ts';

/** Long enough for a service that has much to write. */
const LONGEST_MS = 60_000;

/** `cairn release use ID [--appliance A|--rack N|--host SELECTION]` */
export async function runReleaseUse(text: string, options: ReleaseUseOptions): Promise<void> {
  const isScoped = Object.values(options).some((value) => value !== undefined);
  await changeServed((served, beside) =>
    isScoped ? useFor(served, text, options) : useForAll(served, text, beside),
  );
}

async function useForAll(served: string, text: string, beside: string): Promise<void> {
  const release = await findRelease(served, text);
  const before = await findReleaseInUse(served);
  await writeReleaseInUse(served, release, beside);
  await withState((state) =>
    state.recordChange({
      object: 'release in use',
      ...(before === undefined ? {} : { before: { release: before } }),
      after: { release: release.id },
    }),
  );
  const { name, version } = release.identity;
  printLine(`${release.id} (${name} ${version}) is in use: hosts get it when they are installed next`);
  await tellService();
}

/** The service looks at attributes by itself, but not at the link. */
async function tellService(): Promise<void> {
  const answer = await askService({ path: '/v1/publish', body: {}, timeoutMs: LONGEST_MS }).catch(
    () => undefined,
  );
  if (answer === undefined || answer.status >= 300)
    printError(
      'The service does not answer: descriptions of hosts follow when it starts (systemctl start cairnd)',
    );
}

async function useFor(served: string, text: string, options: ReleaseUseOptions): Promise<void> {
  await refuseUnknown([{ appliance: options.appliance }]);
  await withState(async (state) => {
    const targets = await targetsOf(state, options);
    if (text === RELEASE_IN_USE) {
      for (const { scope, subject } of targets) {
        await state.removeAttribute(scope, subject, RELEASE_ATTRIBUTE);
        printLine(`${describeTarget({ scope, subject })}: the release in use`);
      }
      return;
    }
    const { id, identity } = await findRelease(served, text);
    const one = { name: RELEASE_ATTRIBUTE, value: id, secret: false };
    await state.setAttributes(targets.map((target) => ({ ...target, ...one })));
    for (const target of targets)
      printLine(`${describeTarget(target)}: ${id} (${identity.name} ${identity.version})`);
  });
}
