import { join } from 'node:path';
import { attributesFromState, factsOfHost, type Host, identityOfHost, isSaid } from '../../../hosts/mod.ts';
import { exists } from '../../../io/mod.ts';
import {
  type GraphValues,
  INSTALL_OPTIONS,
  requirePlatform,
  splitKernelOptions,
} from '../../../model/mod.ts';
import { type BootLoader, planBootStep, renderBootScript } from '../../../render/boot-scripts/mod.ts';
import { releasesFolderOf } from '../../releases/release-store.ts';
import { issueToken } from '../hand-off/tokens.ts';
import { kernelArguments, sourceUrl } from '../shared/config.ts';
import type { ServiceContext } from '../shared/context.ts';
import { Refusal } from '../shared/http.ts';
import type { ChosenRelease, ReleaseGraphs } from '../web/release-graphs.ts';

/** How long a machine that has no name yet waits before it asks again. */
const WAIT_SECONDS = 10;
const WAITING = {
  approval: 'Cairn: this machine waits to be approved',
  rate: 'Cairn: this machine waits for its turn',
} as const;

/** Which release a host gets. */
export type HostReleases = Pick<ReleaseGraphs, 'choose' | 'ofRelease'>;

/**
 * What a machine's boot loader is told. A stranger is named while there is discovery, and sent to its disk otherwise.
 *
 * @param mac of the card that it was started from, as the boot loader says
 * @param address where the request came from
 * @throws {Refusal} 403: the packets come from another card than the request says
 */
export async function answerBoot(
  context: ServiceContext,
  releases: HostReleases,
  loader: BootLoader,
  mac: string,
  address: string,
): Promise<string> {
  await checkCard(context, mac, address);
  const naming = await context.state.nameStranger(mac);
  // DHCP must know the new address before the kernel asks for one.
  if (naming.kind === 'named' && naming.isNew) await context.publish();
  const platform = requirePlatform(context.config.arch);
  const show = (title: string, step: ReturnType<typeof planBootStep>): string =>
    renderBootScript(loader, { title, address: context.config.address, platform, step });
  if (naming.kind === 'nobody') return show('Cairn: not a machine of this cluster', { kind: 'disk' });
  if (naming.kind === 'waits') return show(WAITING[naming.why], { kind: 'wait', mac, seconds: WAIT_SECONDS });
  const current = await settleInterruption(context, naming.host);
  const { name, appliance, bootAction } = current;
  const isOfRelease = bootAction === 'install' || bootAction === 'rescue';
  const chosen = isOfRelease ? await releases.choose(factsOfHost(current)) : undefined;
  const release = chosen?.id ?? '';
  if (isOfRelease && !(await exists(join(releasesFolderOf(context.paths.served), release)))) {
    context.report(`${name} is to get the release ${release}, which is not here; see: cairn release list`);
    const step = { kind: 'wait', mac, seconds: WAIT_SECONDS } as const;
    return show(`${name}: release ${release} is not on the frontend`, step);
  }
  const token = bootAction === 'install' ? await issueToken(context, current, mac) : undefined;
  const step = planBootStep(
    { name, appliance, bootAction, mac, ...(token === undefined ? {} : { token }) },
    {
      source: sourceUrl(context.config),
      release,
      kernelArguments:
        chosen === undefined
          ? kernelArguments(context.config)
          : await findKernelArguments(context, chosen, await releases.ofRelease(release).values(), current),
      memtest: context.hasMemtest,
    },
  );
  return show(`${name}: ${bootAction}`, step);
}

/** What is set for the installer and the rescue system of this host, else what every kernel from here gets. */
async function findKernelArguments(
  { state, config }: ServiceContext,
  chosen: ChosenRelease,
  values: GraphValues,
  host: Host,
): Promise<readonly string[]> {
  const facts = factsOfHost(host);
  const { os } = values;
  const stored = os === chosen.os ? chosen.stored : await state.attributesOf(identityOfHost(facts, os));
  // Nearly always nobody says anything, and resolving all attributes is what a boot script would cost most
  if (!isSaid([INSTALL_OPTIONS], values, stored)) return kernelArguments(config);
  const set = attributesFromState(values, facts, stored).get(INSTALL_OPTIONS);
  // A boot script is for everybody on the wire to read
  const words = set === undefined || set.secret ? [] : (splitKernelOptions(set.value) ?? []);
  return words.length > 0 ? words : kernelArguments(config);
}

/** A token goes only to the card it is for: whoever asks in another's name gets nothing, and is written down. */
async function checkCard(context: ServiceContext, mac: string, address: string): Promise<void> {
  if (context.config.checkNeighbours === 'no') return;
  const seen = await context.findNeighbour(address);
  if (seen === mac) return;
  const host = await context.state.findHostByMac(mac);
  // Only what concerns a host is kept: made-up addresses must not fill the disk.
  if (host !== undefined)
    await context.state.recordAudit({
      action: 'boot-script',
      outcome: 'refused',
      host: host.name,
      address,
      mac,
      detail: `asked for by ${seen ?? 'an unknown card'}`,
    });
  throw new Refusal(403, 'The request comes from another network card');
}

/** A host that asks again in the middle of an installation was switched off: that counts as one failure. */
async function settleInterruption(context: ServiceContext, host: Host): Promise<Host> {
  if (host.bootAction !== 'install' || host.state !== 'installing') return host;
  const where = host.phase === '' ? '' : ` in "${host.phase}"`;
  return context.state.recordReport(host.name, {
    event: 'failed',
    text: `The installation was interrupted${where}`,
  });
}
