import { createJudge, type StatementJudge } from '../../build/release/judge-statement.ts';
import { withKnownKeys } from '../../build/trust/known-keys.ts';
import { createDistroContext } from '../../distro/mod.ts';
import { createAptTransport, formatBytes, run } from '../../io/mod.ts';
import { judgeNobody, type Verified, verifyMedia, verifyServed } from '../../media/mod.ts';
import { fail } from '../../model/mod.ts';
import { printLine } from '../terminal/report.ts';
import type { MediaVerifyOptions } from './commands.ts';

/** `cairn media verify WHAT`: that nothing is damaged, and that somebody who is trusted made it. */
export async function runMediaVerify(what: string, options: MediaVerifyOptions): Promise<void> {
  await verifyMade(what, options);
  if (options.rebuild === undefined) return;
  const { compareRebuilt } = await import('./rebuild.ts');
  await compareRebuilt(what, options.rebuild, options);
}

async function verifyMade(what: string, options: MediaVerifyOptions): Promise<void> {
  if (options.integrityOnly === true) {
    await printVerified(what, judgeNobody);
    printLine('Nothing is damaged, missing or added. Who made it was not checked');
    return;
  }
  const check = async (keyrings: readonly string[]): Promise<void> => {
    const found = createJudge(keyrings);
    await printVerified(what, found.judge);
    conclude(what, found);
  };
  // Keys that are named count alone
  if (options.key.length > 0) await check(options.key);
  else await withKnownKeys(createDistroContext(), [], check);
}

async function printVerified(what: string, judge: StatementJudge['judge']): Promise<void> {
  for (const { path, sizeBytes } of await verify(what, judge)) {
    printLine(`${path}: right (${formatBytes(sizeBytes)})`);
  }
}

async function verify(what: string, judge: StatementJudge['judge']): Promise<readonly Verified[]> {
  if (!/^https?:\/\//.test(what)) return verifyMedia(what, judge);
  if (!URL.canParse(what)) fail('USAGE', `"${what}" is no address`);
  return verifyServed(what, judge, await createAptTransport(run, process.env, [what], 1));
}

/** @throws {BuildError} MEDIA_UNTRUSTED */
function conclude(what: string, { signers, doubts }: StatementJudge): void {
  if (doubts.length > 0) {
    const message = `Nothing is damaged, but that is all: ${doubts.join('; ')}`;
    const hint =
      'Give the public key of who made it, which did not come with it: --key FILE; to look for damage alone: --integrity-only';
    fail('MEDIA_UNTRUSTED', message, { file: what }, hint);
  }
  for (const { fingerprint, userId } of signers.values())
    printLine(`Verified: signed by ${fingerprint} (${userId})`);
}
