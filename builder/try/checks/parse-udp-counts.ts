/**
 * How many bytes and datagrams UDP listeners were given so far: what programs have read, what did not fit any more, and what
 * still waits at a port.
 *
 * @param text `/proc/net/snmp`, and `ss -Hlnu`
 */
export function parseUdpCounts(text: string, port: number): number {
  const lines = text.split('\n').map((line) => line.trim().split(/\s+/));
  const [names = [], values = []] = lines.filter(([first]) => first === 'Udp:');
  const readCount = (name: string): number => Number(values[names.indexOf(name)] ?? 0);
  const waiting = lines
    .filter((words) => /^(?:UNCONN|ESTAB)$/.test(words[0] ?? '') && words[3]?.endsWith(`:${port}`))
    .map((words) => Number(words[1]));
  return waiting.reduce((sum, bytes) => sum + bytes, readCount('InDatagrams') + readCount('RcvbufErrors'));
}
