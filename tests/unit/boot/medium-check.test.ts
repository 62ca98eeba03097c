import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { FIRST_DISC } from '../../../builder/boot/discs/find-discs.ts';
import { takeLaidList } from '../../../builder/boot/discs/take-laid-list.ts';
import {
  readPledgedSums,
  readReleaseList,
  takeReleaseList,
} from '../../../builder/boot/fetch/release-list.ts';
import { InstallFailure } from '../../../builder/boot/machine/failure.ts';
import { PATHS } from '../../../builder/boot/machine/paths.ts';
import { type InstallState, writeState } from '../../../builder/boot/machine/state.ts';
import {
  awaitMediumCheck,
  isMediumChecked,
  runMediumCheck,
} from '../../../builder/boot/medium/medium-check.ts';
import { takeBase } from '../../../builder/boot/medium/take-base.ts';
import type { MediumIdentity } from '../../../builder/model/mod.ts';
import { writeMedium } from '../../fakes/medium.ts';
import { type VouchedMedium, withVouchedMedium } from '../../fakes/vouched-medium.ts';

const SOURCE = { url: 'http://127.0.0.1:8080', device: '/dev/sr0' };

/** What an installer says of its medium before it writes to a disk; empty where it goes on. */
function refusal({ effects, identity }: VouchedMedium): string {
  effects.remove(`${PATHS.mediumCheck}-0.json`);
  writeState(effects, { source: SOURCE } as InstallState);
  effects.remove(PATHS.releaseList);
  try {
    takeReleaseList(effects, SOURCE, identity);
    runMediumCheck(effects);
    awaitMediumCheck(effects, SOURCE);
    return '';
  } catch (error) {
    if (!(error instanceof InstallFailure)) throw error;
    return `${error.message}\n${error.hint}`;
  }
}

const test = suite('the check of a medium before the first write');
test('a whole one is right, and its base is not read once more', async () => {
  await withVouchedMedium((medium) => {
    const { effects, files } = medium;
    assert.is(refusal(medium), '');
    assert.ok(isMediumChecked(effects, SOURCE));
    assert.is(takeBase(effects, SOURCE, '/target/base'), `${PATHS.source}/cairn/base.tar.zst`);
    assert.is(readPledgedSums(effects, 'install')?.size, 3);
    const progress = effects.read(PATHS.progress) ?? '';
    assert.match(progress, `The list of the release is the right one: ${files.length} files, key ABAB`);
    assert.match(progress, /The medium is right: \d+ MB/);
  });
});
test('two hundred flipped bits are found, in each file that is used and in the list', async () => {
  await withVouchedMedium((medium) => {
    const paths = [...medium.files.map(({ path }) => path), 'cairn/release.list'].map(medium.place);
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let count = 0; count < 200; count += 1) {
      const path = paths[count % paths.length]!;
      const whole = readFileSync(path);
      const bytes = Buffer.from(whole);
      const at = random(bytes.length);
      bytes[at]! ^= 1 << random(8);
      writeFileSync(path, bytes);
      const said = refusal(medium);
      assert.match(
        said,
        /^(?:The medium is damaged: |".*\/release\.list" is not the list)/,
        `byte ${at} of ${path}`,
      );
      writeFileSync(path, whole);
    }
    assert.is(refusal(medium), '');
  });
});
test('what is missing, added, empty, or a link to elsewhere is named', async () => {
  const base = 'cairn/base.tar.zst';
  for (const [change, said] of [
    [({ place }: VouchedMedium) => rmSync(place(base)), /^The medium is damaged: cairn\/base\.tar\.zst\n/],
    [
      ({ place }: VouchedMedium) => writeFileSync(place(base), ''),
      /^The medium is damaged: cairn\/base\.tar\.zst\n/,
    ],
    [
      ({ place }: VouchedMedium) => writeFileSync(place('cairn/rolls/more'), ''),
      /damaged: cairn\/rolls\/more\n/,
    ],
    [
      ({ place }: VouchedMedium) => symlinkSync('/etc/passwd', place('install/more')),
      /damaged: install\/more\n/,
    ],
    [
      ({ place }: VouchedMedium) => {
        mkdirSync(dirname(place('other/x')), { recursive: true });
        renameSync(place('cairn/rolls'), place('other/rolls'));
      },
      /damaged: cairn\/rolls\/base-1\.tar, cairn\/rolls\/base-2\.tar\n/,
    ],
  ] as const)
    await withVouchedMedium((medium) => {
      change(medium);
      assert.match(refusal(medium), said);
      assert.not.ok(isMediumChecked(medium.effects, SOURCE));
    });
});
test('of a set, what is on another disc is not missing; what is here must be right', async () => {
  await withVouchedMedium((medium) => {
    const disc = { format: 1, name: 'test 1, disc 1 of 2', id: medium.identity.id, number: 1, count: 2 };
    writeFileSync(medium.place('disc.json'), JSON.stringify(disc));
    const deb = 'cairn/distribution/pool/main/two_2_amd64.deb';
    rmSync(medium.place(deb));
    assert.is(refusal(medium), '');
    writeFileSync(medium.place(deb), 'rotten');
    assert.match(refusal(medium), /^The medium is damaged: .*two_2_amd64\.deb\n/);
  });
});
test('the list of another build is refused, though it is right in itself', async () => {
  await withVouchedMedium((medium) => {
    const list = medium.place('cairn/release.list');
    const text = readFileSync(list, 'utf8');
    writeFileSync(list, text.replace(/^Id: ..../m, 'Id: 0000'));
    assert.match(
      refusal(medium),
      /is not the list that this installer was made with.*\nNothing was written to a disk/,
    );
    // The overlay alone is not vouched for by itself
    writeFileSync(
      list,
      text.replace(/^ \S+ (\d+) install\/cairn\.img$/m, ` ${'0'.repeat(64)} $1 install/cairn.img`),
    );
    assert.match(refusal(medium), /^The medium is damaged: install\/cairn\.img\n/);
  });
});
test('a disc that is laid over it must be signed by who made the medium', async () => {
  for (const [keys, change, said] of [
    ['keys', (text: string) => text, ''],
    ['keys', (text: string) => text.replace(/^ ./m, ' 0'), /is not signed by who made the medium/],
    ['others', (text: string) => text, /is not signed by who made the medium/],
  ] as const)
    await withVouchedMedium(async ({ effects, identity, place }) => {
      takeReleaseList(effects, SOURCE, identity);
      const keyring = 'cairn/distribution/cairn-archive-keyring.pgp';
      effects.write(`${FIRST_DISC}/.here`, '');
      cpSync(place(keyring), place(join('..', FIRST_DISC.replace('/run/cairn', ''), keyring)));
      // What is seen in the medium's place from now on
      await writeMedium(place(''), place(`../../../${keys}`), { packages: { three: '3' }, version: '2' });
      const list = place('cairn/release.list');
      writeFileSync(list, change(readFileSync(list, 'utf8')));
      const grown = JSON.parse(readFileSync(place('cairn/medium.json'), 'utf8')) as MediumIdentity;
      assert.is.not(grown.id, identity.id);
      if (said === '') {
        takeLaidList(effects, grown);
        assert.is(readReleaseList(effects)?.id, grown.id);
      } else assert.throws(() => takeLaidList(effects, grown), said);
    });
});
test('a check that never ends is given up, and one without a list is none', async () => {
  await withVouchedMedium(({ effects, identity }) => {
    takeReleaseList(effects, SOURCE, identity);
    assert.throws(() => awaitMediumCheck(effects, SOURCE), /The medium gives nothing more/);
    effects.remove(PATHS.releaseList);
    awaitMediumCheck(effects, SOURCE);
    effects.remove(PATHS.pledge);
    takeReleaseList(effects, SOURCE, identity);
    assert.is(effects.read(PATHS.releaseList), undefined);
  });
});
test.run();
