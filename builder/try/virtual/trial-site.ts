import { isSeq, parseDocument } from 'yaml';

/**
 * The answers of a trial: those of a place, if any, and the key that whoever tries comes in with.
 *
 * @param text a `site.yaml` that was read and found right
 */
export function addSshKey(text: string | undefined, key: string): string {
  const document = parseDocument(text?.trim() ? text : '{}');
  const keys = document.get('sshKeys');
  if (isSeq(keys)) keys.add(key);
  else document.set('sshKeys', [key]);
  return document.toString({ lineWidth: 0 });
}
