import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { type Deb822Stanza, findField, parseDeb822, requireField } from '../../formats/deb822.ts';
import type { Run } from '../../io/mod.ts';
import { fail } from '../../model/mod.ts';
import { readControlEntry } from './control-entry.ts';
import { type DebMembers, withDebMembers } from './deb-members.ts';

/** `control.tar` holds lists of files and scripts too. */
const MEMBER_LIMIT_BYTES = 256 * 1024 * 1024;
const FORMAT_LIMIT_BYTES = 1024;

/**
 * Reads the control paragraph out of a .deb: ar, in it `control.tar` in any of dpkg's compressions.
 *
 * @throws {BuildError} DEB_MALFORMED, AR_MALFORMED, DEB822_SYNTAX
 */
export async function readDebControl(run: Run, path: string): Promise<Deb822Stanza> {
  const place = { file: path };
  const control = await withDebMembers(path, (deb) => readControlMember(deb, path));
  const text = await readControlText(await unpackControl(run, control, path), path);
  const [stanza, ...more] = parseDeb822(text, `${path}:control`);
  if (stanza === undefined || more.length > 0) {
    fail('DEB_MALFORMED', 'Cannot read Debian package: its control file is not one paragraph', place);
  }
  checkNames(stanza, path);
  return stanza;
}

interface ControlMember {
  readonly name: string;
  readonly data: Uint8Array;
}

async function readControlMember({ headers, read }: DebMembers, path: string): Promise<ControlMember> {
  const place = { file: path };
  const [first] = headers;
  const format = first?.name === 'debian-binary' ? await read(first, FORMAT_LIMIT_BYTES) : new Uint8Array();
  if (!new TextDecoder().decode(format).startsWith('2.')) {
    fail(
      'DEB_MALFORMED',
      'Cannot read Debian package: it does not start with a "debian-binary" of format 2',
      place,
    );
  }
  const control = headers.find((member) => member.name.startsWith('control.tar'));
  if (control === undefined)
    return fail('DEB_MALFORMED', 'Cannot read Debian package: it has no "control.tar"', place);
  if (!headers.some((member) => member.name.startsWith('data.tar'))) {
    fail('DEB_MALFORMED', 'Cannot read Debian package: it has no "data.tar"', place);
  }
  return { name: control.name, data: await read(control, MEMBER_LIMIT_BYTES) };
}

/** Forms of fields that become names of files and folders of the repository; dpkg's own rules. */
const NAMES: readonly (readonly [string, RegExp])[] = [
  ['Package', /^[a-z0-9][a-z0-9+.-]*$/],
  ['Version', /^(?:\d+:)?[0-9][A-Za-z0-9.+~-]*$/],
  ['Architecture', /^[a-z0-9][a-z0-9-]*$/],
  ['Source', /^[a-z0-9][a-z0-9+.-]*(?: \([^()\s]+\))?$/],
];

function checkNames(stanza: Deb822Stanza, path: string): void {
  for (const [field, form] of NAMES) {
    const value =
      field === 'Source' ? findField(stanza, field) : requireField(stanza, field, `${path}:control`);
    if (value === undefined || form.test(value)) continue;
    const hint = 'dpkg refuses such a package too: build it anew';
    fail('DEB_MALFORMED', `Bad ${field} "${value.slice(0, 100)}" in a Debian package`, { file: path }, hint);
  }
}

async function unpackControl(
  run: Run,
  member: ControlMember,
  path: string,
): Promise<AsyncIterable<Uint8Array>> {
  const extension = member.name.slice('control.tar'.length);
  const whole = (bytes: Uint8Array): Readable => Readable.from([bytes]);
  switch (extension) {
    case '':
      return whole(member.data);
    case '.gz':
      return whole(member.data).pipe(createGunzip());
    case '.xz':
    case '.zst': {
      const program = extension === '.xz' ? 'xz' : 'zstd';
      const { stdoutBytes } = await run([program, '--decompress', '--stdout'], {
        input: member.data,
        binary: true,
      });
      return whole(stdoutBytes);
    }
    default:
      return fail(
        'DEB_MALFORMED',
        `Cannot read Debian package: "${member.name}" is compressed in an unknown way`,
        {
          file: path,
        },
      );
  }
}

async function readControlText(tar: AsyncIterable<Uint8Array>, path: string): Promise<string> {
  const problem = (error: unknown): never =>
    fail(
      'DEB_MALFORMED',
      `Cannot read Debian package: "control.tar" is damaged (${(error as Error).message})`,
      {
        file: path,
      },
    );
  const text = await readControlEntry(tar, 'control').catch(problem);
  return text ?? problem(new Error('no control file in it'));
}
