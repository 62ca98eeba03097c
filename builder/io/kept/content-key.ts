import { sha256 } from '../files.ts';

/** A file that something follows from: what it holds counts, not where it lies. */
export interface ContentFile {
  readonly file: string;
  /** SHA-256, lower-case hex. */
  readonly sha256: string;
}

/**
 * Names what follows from some inputs: data, and files by their content. Whatever differs in them differs in the name;
 * where a {@link ContentFile} lies does not.
 *
 * @throws {TypeError} for what has no text of its own: a function, a symbol
 */
export function contentKey(inputs: unknown): string {
  return sha256(JSON.stringify(inputs, spell));
}

/** The files among some inputs. */
export function listContentFiles(inputs: unknown): readonly ContentFile[] {
  const files: ContentFile[] = [];
  JSON.stringify(inputs, (name, value) => {
    if (isContentFile(value)) files.push(value);
    return spell(name, value);
  });
  return files;
}

function spell(_name: string, value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol')
    throw new TypeError('What is a program has no text that could name it');
  if (value instanceof Map) return { map: [...value] };
  if (value instanceof Set) return { set: [...value] };
  if (value instanceof Uint8Array) return { bytes: sha256(value) };
  if (isContentFile(value)) {
    const { file: _file, ...content } = value;
    return content;
  }
  return value;
}

function isContentFile(value: unknown): value is ContentFile {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as Partial<ContentFile>).file === 'string' &&
    typeof (value as Partial<ContentFile>).sha256 === 'string'
  );
}
