import type { Clock } from '../../io/mod.ts';
import { listFiles } from '../files/list-files.ts';
import { waitUntilRunning } from '../machine/ask-state.ts';
import type { MakeMachine } from '../machine/make-machine.ts';
import { startContainer } from './container.ts';
import { type Installation, installMachine } from './install-machine.ts';

/** Makes machines of layers, which containers run on the host's own kernel. */
export function makeInContainers(given: Installation, clock: Clock): MakeMachine {
  // The first of an appliance makes the layers that the others of it have too
  const firsts = new Map<string, Promise<unknown>>();
  const make = makeOne(given, clock);
  return async (planned, from, onLine) => {
    await firsts.get(planned.appliance)?.catch(() => undefined);
    const made = make(planned, from, onLine);
    if (!firsts.has(planned.appliance)) firsts.set(planned.appliance, made);
    return made;
  };
}

function makeOne(given: Installation, clock: Clock): MakeMachine {
  return async (planned, from, onLine) => {
    const installing = clock.monotonicMs();
    const machine = await installMachine(given, planned, from, onLine);
    const installed = clock.monotonicMs();
    const files = await listFiles(given.world, machine.paths.own, machine.folders);
    const starting = clock.monotonicMs();
    const guest = await startContainer(given, machine, onLine);
    onLine(`${machine.hostname} is ${await waitUntilRunning(guest, clock)}`);
    const ended = clock.monotonicMs();
    return {
      ...{ guest, files, stages: machine.stages },
      address: from.kind === 'network' ? from.host.address : (machine.attributes['private_address'] ?? ''),
      installSeconds: (installed - installing) / 1000,
      startSeconds: (ended - starting) / 1000,
    };
  };
}
