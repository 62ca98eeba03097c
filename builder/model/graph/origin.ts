import type { Place } from '../problem.ts';

/** Which node asked for something, and where: `file` is relative to the roll. */
export interface Origin {
  readonly node: string;
  readonly roll: string;
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
}

/** "storage (base/nodes/storage.xml:12)": who asked. */
export function formatOrigin({ node, roll, file, line }: Origin): string {
  return `${node} (${roll}/${file}:${line})`;
}

export function formatOrigins(by: readonly Origin[]): string {
  return by.map(formatOrigin).join(', ');
}

/** As problems name it: the roll is part of the path. */
export function placeOfOrigin({ roll, file, line }: Origin): Place {
  return { file: `${roll}/${file}`, line };
}
