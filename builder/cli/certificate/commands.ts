import { type CommandGroup, defineCommand, type OptionsOf, word } from '../command/define-command.ts';
import { text, whole } from '../command/option.ts';
import { FORMAT } from '../command/shared-options.ts';

const ISSUE_OPTIONS = {
  output: text('file', 'PKCS#12 file to write, readable for its owner only', { required: true }),
  passwordFile: text('file', 'file with the password of the result; - for standard input', { default: '-' }),
  days: whole('number', { from: 1, to: 3650 }, 'how long it is good', { default: '365' }),
};
export type CertificateIssueOptions = OptionsOf<typeof ISSUE_OPTIONS>;
export type CertificateListOptions = OptionsOf<typeof FORMAT>;

/** `cairn certificate ...`: what the cluster's authority has signed. */
export const certificateCommands: CommandGroup = {
  name: 'certificate',
  summary: 'Certificates of services and persons, on the frontend',
  commands: [
    defineCommand({
      name: 'list',
      summary: 'Show certificates: whose, what for, until when, and which are revoked',
      options: FORMAT,
      run: async (_, options) => (await import('./list.ts')).runCertificateList(options),
    }),
    defineCommand({
      name: 'issue',
      summary: 'Make a key and a certificate by which a person signs on',
      arguments: { person: word('name of the person, as services see it') },
      options: ISSUE_OPTIONS,
      run: async ({ person }, options) => (await import('./issue.ts')).runCertificateIssue(person, options),
    }),
    defineCommand({
      name: 'revoke',
      summary: 'Make certificates of a person or host, or one of them, worth nothing',
      arguments: { whose: word('a person, a host, or the serial number of one certificate') },
      run: async ({ whose }) => (await import('./revoke.ts')).runCertificateRevoke(whose),
    }),
  ],
};
