/** The only kind of key that Cairn makes. */
export const KEY_TYPE = 'ssh-ed25519';

/** A length in 4 bytes, big end first, and what is so long: a `string` of OpenSSH's formats. */
export function encodeField(content: string | Uint8Array): Buffer {
  const bytes = Buffer.from(content as string);
  return Buffer.concat([encodeNumber(bytes.length), bytes]);
}

/** 4 bytes, big end first. */
export function encodeNumber(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Reads fields one after the other. */
export interface FieldReader {
  readonly field: () => Buffer;
  readonly skip: (bytes: number) => void;
}

export function createFieldReader(body: Buffer, start = 0): FieldReader {
  let at = start;
  return {
    field: () => {
      const length = body.readUInt32BE(at);
      at += 4 + length;
      if (at > body.length) throw new TypeError('This key of OpenSSH is cut off');
      return body.subarray(at - length, at);
    },
    skip: (bytes) => {
      at += bytes;
    },
  };
}
