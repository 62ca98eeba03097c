import { isSeq, parseDocument } from 'yaml';

/**
 * The answers of a trial: those of a place, if any, and the key that whoever tries comes in with. Where the place says no
 * password there is none: nobody sits at a console.
 *
 * @param text a `site.yaml` that was read and found right
 */
export function composeTrialSite(text: string | undefined, key: string): string {
  const document = parseDocument(text?.trim() ? text : '{}');
  const keys = document.get('sshKeys');
  if (isSeq(keys)) keys.add(key);
  else document.set('sshKeys', [key]);
  if (!document.has('rootPassword')) document.set('rootPassword', '!');
  return document.toString({ lineWidth: 0 });
}
