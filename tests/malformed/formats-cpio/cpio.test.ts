import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeCpio } from '../../../builder/formats/cpio-decode.ts';
import { encodeCpio } from '../../../builder/formats/cpio-encode.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const utf8 = new TextEncoder();
const good = encodeCpio([
  { name: 'usr/tool', mode: 0o100755, content: utf8.encode('0123456789'), mtimeSeconds: 0 },
]);

/** The good archive with `text` written over the bytes at `at`. */
function patched(at: number, text: string): Uint8Array {
  const bytes = good.slice();
  bytes.set(utf8.encode(text), at);
  return bytes;
}

const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ['nothing', new Uint8Array(), /no trailer/],
  ['no trailer', good.subarray(0, good.length - 124), /no trailer/],
  ['old binary magic', patched(0, '070707'), /"070707" is not the magic/],
  ['a size that is no number', patched(54, '0000000g'), /at byte 54: "0000000g"/],
  ['a size beyond the end', patched(54, 'ffffffff'), /"usr\/tool" ends after/],
  ['a name of no bytes', patched(94, '00000000'), /a name of 0 bytes/],
  ['a name of a gigabyte', patched(94, '40000000'), /a name of 1073741824 bytes/],
  ['a name without its zero', patched(110, 'usr/tool!'), /closing zero/],
  ['a name that climbs out', patched(110, '../x/y/z'), /leaves the archive/],
  ['an absolute name', patched(110, '/sr/tool'), /leaves the archive/],
];

const test = suite('malformed cpio');
for (const [what, bytes, message] of cases) {
  test(what, () => {
    assert.throws(
      () => decodeCpio(bytes),
      (error: unknown) =>
        error instanceof BuildError && error.code === 'CPIO_MALFORMED' && message.test(error.message),
    );
  });
}
test.run();
