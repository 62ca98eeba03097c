import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { createJudge } from '../../../builder/build/release/judge-statement.ts';
import { signStatements } from '../../../builder/build/release/sign-statement.ts';
import { createDistroContext, siteSigner } from '../../../builder/distro/mod.ts';
import { makeSiteKey } from '../../../builder/distro/repository/site-key.ts';
import { composeManifest } from '../../../builder/media/manifest/compose-manifest.ts';
import type { JudgeStatement } from '../../../builder/media/mod.ts';
import { verifyMedia } from '../../../builder/media/verify/verify.ts';
import { BuildError } from '../../../builder/model/mod.ts';
import { withFolder } from './folder.ts';

const about = {
  ...{ name: 'm', version: '1', architecture: 'amd64', os: 'debian-13', builtWith: '0', sourceDateEpoch: 0 },
  inputs: [],
  stages: [],
};

interface Output {
  readonly out: string;
  readonly judge: () => ReturnType<typeof createJudge>;
  readonly write: (path: string, text: string) => void;
}

/** A signed output, and who signed it. */
async function withOutput(work: (output: Output) => Promise<void>): Promise<void> {
  await withFolder(async (folder) => {
    const distro = createDistroContext({ keysDir: join(folder, 'keys') });
    const out = join(folder, 'out');
    const write = (path: string, text: string): void => {
      mkdirSync(dirname(join(out, path)), { recursive: true });
      writeFileSync(join(out, path), text);
    };
    write('m.iso', 'image');
    write('netboot/vmlinuz', 'kernel');
    write('netboot/.hidden', '');
    await composeManifest(out, about, signStatements(siteSigner(distro), 1_700_000_000));
    const key = join(folder, 'key.pgp');
    writeFileSync(key, (await makeSiteKey(distro)).publicKey);
    await work({ out, write, judge: () => createJudge([key]) });
  });
}

async function problemsOf(path: string, judge?: JudgeStatement): Promise<string> {
  const error = await verifyMedia(path, judge).catch((thrown: unknown) => thrown);
  if (!(error instanceof BuildError)) return '';
  return error.problems.map(({ code, message }) => `${code} ${message}`).join('\n');
}

const test = suite('verifying a folder');
test('it is right, and signed', async () => {
  await withOutput(async ({ out, judge }) => {
    const found = judge();
    const files = await verifyMedia(out, found.judge);
    assert.equal(
      files.map(({ path }) => path.slice(out.length + 1)),
      ['m.iso', 'manifest.json', 'netboot/.hidden', 'netboot/vmlinuz'],
    );
    assert.equal([found.doubts, found.signers.size], [[], 1]);
  });
});
test('what was added, emptied, changed, taken away, or is a link is named', async () => {
  for (const [change, said] of [
    [({ write }: Output) => write('netboot/more', ''), /"netboot\/more" is not in the list/],
    [({ write }: Output) => write('.more', ''), /"\.more" is not in the list/],
    [({ out }: Output) => mkdirSync(join(out, 'netboot/empty')), /"netboot\/empty" is not in the list/],
    [({ write }: Output) => write('m.iso', ''), /"m.iso" has SHA-256 e3b0c442/],
    [({ write }: Output) => write('manifest.json', '{}'), /"manifest.json" has SHA-256/],
    [({ out }: Output) => rmSync(join(out, 'netboot/.hidden')), /"netboot\/\.hidden" is missing/],
    [
      ({ out }: Output) => {
        rmSync(join(out, 'm.iso'));
        writeFileSync(`${out}.iso`, 'image');
        symlinkSync(`${out}.iso`, join(out, 'm.iso'));
      },
      /"m.iso" is no plain file/,
    ],
  ] as const)
    await withOutput(async (output) => {
      change(output);
      const found = await problemsOf(output.out);
      assert.match(found, said);
      assert.ok(found.split('\n').every((line) => line.startsWith('MEDIA_MISMATCH ')));
    });
});
test('a list that leads outside, or names nothing, is no list', async () => {
  for (const path of [
    '../out/m.iso',
    '/etc/passwd',
    'netboot/../m.iso',
    './m.iso',
    'netboot//vmlinuz',
    'm.iso/',
  ])
    await withOutput(async ({ out, write }) => {
      write('SHA256SUMS', `${readFileSync(join(out, 'SHA256SUMS'), 'utf8')}${'0'.repeat(64)}  ${path}\n`);
      assert.match(
        await problemsOf(out),
        new RegExp(`^MEDIA_MISMATCH It names "${path.replaceAll('.', '\\.')}", which is outside`),
      );
    });
  await withOutput(async ({ out, write }) => {
    write('SHA256SUMS', '');
    assert.match(await problemsOf(out), /^MEDIA_MISMATCH It names no file at all/);
  });
});
test('a list that was written anew is not the signed one; one that nobody signed is a doubt', async () => {
  await withOutput(async ({ out, write, judge }) => {
    write('more', 'evil');
    const before = readFileSync(join(out, 'SHA256SUMS'), 'utf8');
    await composeManifest(out, about);
    assert.not.equal(readFileSync(join(out, 'SHA256SUMS'), 'utf8'), before);
    assert.is(await problemsOf(out), '', 'in itself it is right');
    assert.match(
      await problemsOf(out, judge().judge),
      /^MEDIA_UNTRUSTED The signature is not one of this text/,
    );
    rmSync(join(out, 'SHA256SUMS.asc'));
    const { doubts, ...found } = judge();
    await verifyMedia(join(out, 'm.iso'), found.judge);
    assert.match(doubts.join(), /SHA256SUMS" is signed by nobody/);
  });
});
test.run();
