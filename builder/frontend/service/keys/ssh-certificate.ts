import { randomBytes, sign } from 'node:crypto';
import { readSshKey } from './ssh-key.ts';
import { createFieldReader, encodeField, encodeNumber, KEY_TYPE } from './ssh-wire.ts';

/** What a host certificate says. */
export interface HostCertificateInput {
  readonly authorityKey: string;
  readonly hostPublicLine: string;
  /** Who it is for, as sshd logs it. */
  readonly identity: string;
  /** Names and addresses under which the host is reached. */
  readonly principals: readonly string[];
  /** When it begins and ends, since 1970. */
  readonly fromSeconds: number;
  readonly untilSeconds: number;
}

const CERTIFICATE_TYPE = 'ssh-ed25519-cert-v01@openssh.com';
const HOST = 2;

/**
 * Signs a host's key with the cluster's authority: every machine that knows the authority then knows the host, also
 * those that are installed later, and nothing has to be told to anybody. No program is started for it: a machine room
 * that installs at once asks for thousands.
 *
 * @returns the certificate, one line
 * @throws {TypeError} when one of the keys is not of the kind that we make
 * @see OpenSSH PROTOCOL.certkeys
 */
export function signHostKey(input: HostCertificateInput): string {
  const authority = readSshKey(input.authorityKey);
  const [, blob = '', comment = ''] = input.hostPublicLine.split(' ');
  const hostKey = createFieldReader(Buffer.from(blob, 'base64'));
  if (hostKey.field().toString() !== KEY_TYPE)
    throw new TypeError(`The host's key is not of type ${KEY_TYPE}`);
  const signed = Buffer.concat([
    encodeField(CERTIFICATE_TYPE),
    encodeField(randomBytes(32)), // makes every certificate another one
    encodeField(hostKey.field()),
    Buffer.alloc(8), // serial number
    encodeNumber(HOST),
    encodeField(input.identity),
    encodeField(Buffer.concat(input.principals.map(encodeField))),
    encodeTime(input.fromSeconds),
    encodeTime(input.untilSeconds),
    encodeField(''), // critical options
    encodeField(''), // extensions
    encodeField(''), // reserved
    encodeField(authority.publicBlob),
  ]);
  const signature = Buffer.concat([encodeField(KEY_TYPE), encodeField(sign(null, signed, authority.key))]);
  const certificate = Buffer.concat([signed, encodeField(signature)]).toString('base64');
  return `${CERTIFICATE_TYPE} ${certificate} ${comment}`.trimEnd();
}

function encodeTime(seconds: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(seconds));
  return bytes;
}
