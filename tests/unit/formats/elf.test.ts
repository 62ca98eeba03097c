import { readFileSync, realpathSync } from 'node:fs';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeInterpreter, decodeNeededLibraries, isElf } from '../../../builder/formats/elf.ts';
import { BuildError } from '../../../builder/model/mod.ts';

const shell = new Uint8Array(readFileSync(realpathSync('/bin/sh')));

/** A program whose header is changed at some bytes. */
function changed(changes: Readonly<Record<number, number>>): Uint8Array {
  const copy = shell.slice();
  for (const [at, value] of Object.entries(changes)) copy[Number(at)] = value;
  return copy;
}

function refusal(bytes: Uint8Array): string {
  try {
    decodeNeededLibraries(bytes);
    decodeInterpreter(bytes);
  } catch (error) {
    assert.instance(error, BuildError);
    assert.is((error as BuildError).code, 'ELF_MALFORMED');
    return (error as BuildError).message;
  }
  return '';
}

const test = suite('ELF');

test('a program names its loader and its libraries', () => {
  assert.ok(isElf(shell));
  assert.match(decodeInterpreter(shell) ?? '', /^\/lib.*ld-linux/);
  assert.ok(decodeNeededLibraries(shell).includes('libc.so.6'));
});

test('what is no program, of another class or byte order, is refused', () => {
  for (const bytes of [
    new Uint8Array(),
    new TextEncoder().encode('#!/bin/sh\n'),
    changed({ 4: 1 }),
    changed({ 5: 2 }),
  ])
    assert.match(refusal(bytes), 'not a 64-bit little-endian ELF file');
});

test('tables and names outside of the file are refused', () => {
  // The offset of the program headers
  assert.match(refusal(changed({ 34: 0xff, 35: 0xff })), 'a table lies outside the file');
  assert.match(refusal(shell.subarray(0, 100)), 'a table lies outside the file');
  const names = refusal(shell.subarray(0, 1000));
  assert.match(names, /lies outside the file|is in no segment/);
});

test('a file of program headers alone has no libraries and no loader', () => {
  // The number of program headers
  const none = changed({ 56: 0, 57: 0 });
  assert.equal(decodeNeededLibraries(none), []);
  assert.is(decodeInterpreter(none), undefined);
});

test.run();
