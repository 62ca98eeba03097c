import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { BuildError, requirePlatform } from '../../../builder/model/mod.ts';
import {
  type BootMenu,
  planInstallMenu,
  renderGrubMenu,
  renderIsolinuxMenu,
} from '../../../builder/render/menus/mod.ts';

function menuOf(change: { title?: string; kernelArguments?: readonly string[] }): BootMenu {
  return planInstallMenu({
    title: 'Cairn',
    timeoutSeconds: 5,
    kernel: '/vmlinuz',
    initrds: ['/initrd.gz'],
    kernelArguments: [],
    ...change,
  });
}

function problemsOf(menu: BootMenu): number {
  try {
    renderGrubMenu(menu, 'medium', requirePlatform('amd64'));
    renderIsolinuxMenu(menu, '/isolinux/nextdisk.bin');
    return 0;
  } catch (error) {
    if (error instanceof BuildError && error.code === 'BOOT_MENU') return error.problems.length;
    throw error;
  }
}

const test = suite('checkMenu()');
test('plain arguments are passed on', () => {
  assert.is(problemsOf(menuOf({ kernelArguments: ['cairn.disk=/dev/sda', 'console=ttyS0,115200n8'] })), 0);
});
for (const bad of ["quote'", 'two words', 'dollar$x', 'new\nline', 'back\\slash', 'ümlaut', ''])
  test(`the argument ${JSON.stringify(bad)} is refused in each of three entries`, () => {
    assert.is(problemsOf(menuOf({ kernelArguments: [bad] })), 3);
  });
test('a title that would end its quotes is refused, in title and label', () => {
  assert.is(problemsOf(menuOf({ title: "it's" })), 2);
});
test('a command line that the kernel would cut off is refused', () => {
  assert.is(problemsOf(menuOf({ kernelArguments: Array.from({ length: 300 }, () => 'x=12345') })), 3);
});
test('only the questions and rescue entries say so', () => {
  const lines = renderIsolinuxMenu(menuOf({}), '/disk.bin')
    .split('\n')
    .filter((line) => line.includes('append'));
  assert.equal(
    lines.map((line) => line.includes('cairn.questions=1')),
    [false, true, false],
  );
  assert.equal(
    lines.map((line) => line.includes('cairn.action=rescue')),
    [false, false, true],
  );
});
test.run();
