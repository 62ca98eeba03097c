import { readFileSync } from 'node:fs';

/** Ends a program and all that it started, at once: helpers that outlive it would keep its pipes open. */
export function killTree(pid: number): void {
  const all = [pid];
  for (const each of all) all.push(...listChildren(each));
  for (const each of all) {
    try {
      process.kill(each, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}

function listChildren(pid: number): number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
