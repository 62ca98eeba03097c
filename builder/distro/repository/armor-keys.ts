/** Public keys as text: without a checksum, which is optional, and which nobody checks here. @see RFC 9580, 6.2 */
export function armorKeys(bytes: Uint8Array): string {
  const body =
    Buffer.from(bytes)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  const [head, tail] = ['BEGIN', 'END'].map((word) => `-----${word} PGP PUBLIC KEY BLOCK-----`);
  return [head, '', ...body, tail].join('\n');
}
