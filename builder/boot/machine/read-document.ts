import { type DocumentKind, parseJsonDocument } from '../../model/documents/mod.ts';
import type { Effects } from './effects.ts';
import { InstallFailure } from './failure.ts';

/**
 * A document that another program left for this one.
 *
 * @throws {InstallFailure} there is none
 * @throws {BuildError} it is another one, or of another version
 */
export function readDocument<T>(effects: Effects, path: string, kind: DocumentKind<T>): T {
  const text = effects.read(path);
  if (text === undefined)
    throw new InstallFailure(`The ${kind.title} is missing: there is no "${path}"`, kind.hint);
  return parseJsonDocument(kind, text, path);
}
