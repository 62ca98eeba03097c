import { pack } from 'tar-stream';
import { encodeAr } from './ar.ts';

/** A package for tests. */
export interface FakePackage {
  readonly name: string;
  /** `1` if left out. */
  readonly version?: string;
  /** `all` if left out. */
  readonly arch?: string;
  /** More fields of its paragraph: `{ Depends: 'libc6' }`. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Contents by path; all of them can be run. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

/** The bytes of a .deb that dpkg takes, without compression. */
export async function encodeDeb(item: FakePackage): Promise<Uint8Array> {
  const { name, version = '1', arch = 'all', fields = {}, files = {} } = item;
  const head = { Package: name, Version: version, Architecture: arch, Maintainer: 'M <m@example.org>' };
  const control = Object.entries({ ...head, ...fields, Description: name })
    .map(([field, value]) => `${field}: ${value}\n`)
    .join('');
  const member = (path: string, data: Uint8Array) => ({ name: path, mtimeSeconds: 0, mode: 0o100644, data });
  return encodeAr([
    member('debian-binary', Buffer.from('2.0\n')),
    member('control.tar', await encodeTar({ control })),
    member('data.tar', await encodeTar(files)),
  ]);
}

/** A tar of files, with the folders above them. */
export async function encodeTar(files: Readonly<Record<string, string | Uint8Array>>): Promise<Uint8Array> {
  const tar = pack();
  const mtime = new Date(0);
  const parents = Object.keys(files).flatMap((path) =>
    path.split('/').map((_, depth, parts) => parts.slice(0, depth).join('/')),
  );
  for (const folder of [...new Set(parents)].filter((path) => path !== '').sort())
    tar.entry({ name: `./${folder}`, type: 'directory', mode: 0o755, mtime });
  for (const [path, content] of Object.entries(files))
    tar.entry({ name: `./${path}`, mode: 0o755, mtime }, Buffer.from(content));
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}
