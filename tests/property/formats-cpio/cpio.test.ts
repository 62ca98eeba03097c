import fc from 'fast-check';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { CpioMember } from '../../../builder/formats/cpio.ts';
import { decodeCpio, decodeCpioPieces } from '../../../builder/formats/cpio-decode.ts';
import { encodeCpio } from '../../../builder/formats/cpio-encode.ts';
import { decodeNeededLibraries, isElf } from '../../../builder/formats/elf.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const segment = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => !/[/\0]/.test(text) && text !== '..' && text !== '.');
const member: fc.Arbitrary<CpioMember> = fc.record(
  {
    name: fc
      .array(segment, { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join('/'))
      .filter((name) => name !== 'TRAILER!!!'),
    mode: fc.constantFrom(0o100644, 0o100755, 0o40755, 0o120777),
    content: fc.uint8Array({ maxLength: 40 }),
    mtimeSeconds: fc.nat(),
  },
  { noNullPrototype: true },
);
const members = fc.uniqueArray(member, { selector: (one) => one.name, maxLength: 20 });

/** Runs a decoder on hostile bytes: an answer or a BuildError, nothing else. */
function survives(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    if (!(error instanceof BuildError)) throw error;
  }
}

const test = suite('cpio properties');
test('decoding gives back what was encoded, sorted', () => {
  fc.assert(
    fc.property(members, (all) => {
      const sorted = [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
      assert.equal(
        decodeCpio(encodeCpio(all)).map((one) => ({ ...one, content: Uint8Array.from(one.content) })),
        sorted,
      );
    }),
  );
});
test('an archive is a multiple of 4 bytes, so that archives can follow each other', () => {
  fc.assert(fc.property(members, (all) => encodeCpio(all).length % 4 === 0));
});
/** Where in the archive it is wrong is not the same to who has only a piece of it. */
function reasonOf(error: unknown): string {
  return (error as Error).message.replace(/at byte \d+/, 'somewhere');
}

/** What comes of an archive in pieces of a size: its members, or why it is refused. */
async function decodePieces(bytes: Uint8Array, pieceBytes: number): Promise<unknown> {
  async function* cut(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
  }
  const found: CpioMember[] = [];
  try {
    for await (const one of decodeCpioPieces(cut()))
      found.push({ ...one, content: Uint8Array.from(one.content) });
  } catch (error) {
    return reasonOf(error);
  }
  return found;
}

function decodeWhole(bytes: Uint8Array): unknown {
  try {
    return decodeCpio(bytes).map((one) => ({ ...one, content: Uint8Array.from(one.content) }));
  } catch (error) {
    return reasonOf(error);
  }
}

test('an archive in pieces is read, or refused, as the whole is', () =>
  fc.assert(
    fc.asyncProperty(
      members,
      fc.integer({ min: 1, max: 300 }),
      fc.nat(),
      fc.nat(255),
      async (all, pieceBytes, at, value) => {
        const bytes = encodeCpio(all);
        assert.equal(await decodePieces(bytes, pieceBytes), decodeWhole(bytes));
        bytes[at % bytes.length] = value;
        assert.equal(await decodePieces(bytes, pieceBytes), decodeWhole(bytes));
      },
    ),
  ));
test('a flipped byte or a cut never crashes the decoder', () => {
  fc.assert(
    fc.property(members, fc.nat(), fc.nat(255), fc.nat(), (all, at, value, cut) => {
      const bytes = encodeCpio(all);
      bytes[at % bytes.length] = value;
      survives(() => decodeCpio(bytes.subarray(0, cut % (bytes.length + 1))));
      survives(() => decodeCpio(bytes));
    }),
  );
});
test('any bytes are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      survives(() => decodeCpio(bytes));
      const elf = Uint8Array.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, ...bytes]);
      assert.ok(isElf(elf));
      survives(() => decodeNeededLibraries(elf));
    }),
  );
});
test.run();
