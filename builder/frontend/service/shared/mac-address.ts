import { isMac } from '../../../model/mod.ts';

/**
 * A MAC address in any spelling that boot loaders use ("52-54-00-12-34-56", with PXELINUX's "01-" before it, with
 * ":", in capitals) as "52:54:00:12:34:56"; undefined for anything else, for group addresses and for all zeros.
 */
export function parseMac(text: string): string | undefined {
  const match = /^(?:01-)?([0-9a-f]{2})([:-])((?:[0-9a-f]{2}\2){4}[0-9a-f]{2})$/i.exec(text);
  if (match === null) return undefined;
  const mac = `${match[1]}:${match[3]!.replaceAll('-', ':')}`.toLowerCase();
  return isMac(mac) ? mac : undefined;
}
