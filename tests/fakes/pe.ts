/**
 * The least that signing takes for a program of UEFI (PE32+): headers that name no section, and whatever follows.
 *
 * @param content what makes it another program
 */
export function encodeProgram(content: string): Uint8Array {
  const header = Buffer.alloc(512);
  header.write('MZ', 0);
  header.writeUInt32LE(64, 0x3c);
  header.write('PE\0\0', 64);
  header.writeUInt16LE(0x8664, 68);
  const optionalBytes = 240;
  header.writeUInt16LE(optionalBytes, 84);
  header.writeUInt16LE(0x20b, 88);
  // Size of the headers; entries of the directory, of which the fifth is for signatures
  header.writeUInt32LE(header.length, 88 + 60);
  header.writeUInt32LE(16, 88 + 108);
  return Buffer.concat([header, Buffer.from(content.padEnd(Math.ceil(content.length / 8) * 8))]);
}
