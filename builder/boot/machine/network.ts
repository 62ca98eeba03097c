import { announce } from './announce.ts';
import type { BootOptions } from './cmdline.ts';
import { type Effects, lastLines } from './effects.ts';
import { InstallFailure } from './failure.ts';
import { type NetworkCard, readNetworkCards } from './network-cards.ts';

/** A switch with spanning tree lets nothing through for 30 seconds after a card came up. */
const CARRIER_MS = 60_000;
const LOG = '/var/log/cairn/network.log';

/**
 * Brings up the card that the machine was started from (without BOOTIF: the first with a cable) and gets its address
 * by DHCP. The client stays and renews its lease as long as the installation takes.
 *
 * @returns the card
 * @throws {InstallFailure} no card, no cable, no answer
 */
export function startNetwork(effects: Effects, options: BootOptions): NetworkCard {
  effects.run(['udevadm', 'settle', '--timeout=30']);
  effects.run(['ip', 'link', 'set', 'lo', 'up']);
  const card = waitForCarrier(effects, options.bootMac);
  const script = '/etc/udhcpc/default.script';
  const status = effects.run(
    ['udhcpc', '-i', card.name, '-s', script, '-n', '-t', '30', '-T', '2', '-S', '-p', '/run/udhcpc.pid'],
    { log: LOG },
  );
  if (status !== 0)
    throw new InstallFailure(
      `No address for the network card ${card.name} (${card.mac}): nobody answers its DHCP requests`,
      lastLines(effects, LOG).join('\n'),
    );
  announce(effects, `Network card ${card.name} (${card.mac})`);
  return card;
}

function waitForCarrier(effects: Effects, mac: string | undefined): NetworkCard {
  const deadline = effects.now() + CARRIER_MS;
  let cards: readonly NetworkCard[] = [];
  while (effects.now() < deadline) {
    cards = readNetworkCards(effects).filter((card) => mac === undefined || card.mac === mac);
    for (const card of cards) effects.run(['ip', 'link', 'set', card.name, 'up']);
    const ready = cards.find(
      ({ name }) => (effects.read(`/sys/class/net/${name}/carrier`) ?? '').trim() === '1',
    );
    if (ready !== undefined) return ready;
    effects.sleep(500);
  }
  const waited = `in ${CARRIER_MS / 1000} seconds`;
  if (cards.length === 0)
    throw new InstallFailure(
      mac === undefined
        ? `No network card was found ${waited}`
        : `The network card ${mac}, from which the machine was started, was not found ${waited}`,
      'Is its driver in the kernel of the installer? (see: dmesg)',
    );
  throw new InstallFailure(
    `No cable is plugged into ${cards.map(({ name, mac }) => `${name} (${mac})`).join(', ')}`,
    `Waited ${waited} for the link`,
  );
}
