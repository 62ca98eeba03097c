import type { Assembly } from '../assemble/assembly.ts';
import { ASSEMBLERS, LANGUAGE } from '../elements/mod.ts';
import type { Machine } from '../machine/machine.ts';

/** An empty assembly for one machine. */
export function startAssembly(machine: Machine): Assembly {
  return { machine, language: LANGUAGE, assemblers: ASSEMBLERS, drafts: new Map() };
}
