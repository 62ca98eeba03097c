import {
  chmodSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { TestImages } from '../vm/images.ts';
import { createNamespace, type Namespace, waitForEnd } from './namespace.ts';
import { until } from './until.ts';

/** A server that is no frontend: it has a build's `netboot/`, and was set up by the commands of its README. */
export interface BareServer extends Pick<Namespace, 'addTap'> {
  readonly namespace: string;
  /** "10.9.0.1". */
  readonly address: string;
  /** The copy of `netboot/`, with the packages in `cairn/`. */
  readonly served: string;
  /** Answers DHCP and TFTP by the README's last line. @returns the function that ends it */
  readonly startDhcp: (bootFile?: string) => Promise<() => Promise<void>>;
  readonly stop: () => Promise<void>;
}

const ADDRESS = '10.9.0.1';

/** Sets it up in a namespace of its own. @throws Error when a command of the README does not do what it says */
export async function startBareServer({ iso, netboot }: TestImages): Promise<BareServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cairn-server-'));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  process.on('exit', removeFolder);
  // dnsmasq and nginx read as users of their own.
  chmodSync(folder, 0o755);
  const served = join(folder, 'netboot');
  cpSync(netboot, served, { recursive: true });
  symlinkSync(iso, join(folder, basename(iso)));
  const [files = '', , dnsmasq = ''] = readFileSync(join(served, 'README'), 'utf8').split('\n');
  const wire = createNamespace(`${ADDRESS}/24`);
  const fetchPackages = files.slice(files.indexOf(': ') + 2);
  wire.run(['sh', '-c', `cd ${served} && ${fetchPackages} 2> ${folder}/packages.log`]);
  if (!existsSync(join(served, 'cairn/medium.json')))
    throw new Error(`"${fetchPackages}" brought no packages`);

  const config = join(folder, 'nginx.conf');
  const server = `server { listen 80; root ${served}; access_log ${folder}/access.log; }`;
  writeFileSync(config, `daemon off; pid ${folder}/nginx.pid; events {} http { ${server} }\n`);
  wire.start(['nginx', '-e', join(folder, 'error.log'), '-c', config], join(folder, 'nginx.log'));
  await until('nginx answers', () => existsSync(join(folder, 'nginx.pid')));
  let started = 0;
  return {
    namespace: wire.name,
    address: ADDRESS,
    served,
    addTap: wire.addTap,
    startDhcp: async (bootFile) => {
      started += 1;
      const log = join(folder, `dnsmasq-${started}.log`);
      const command = bootFile === undefined ? dnsmasq : dnsmasq.replace('lpxelinux.0', bootFile);
      const child = wire.start(['sh', '-c', `cd ${served} && exec ${command}`], log);
      await until('dnsmasq answers', () => /started/.test(readFileSync(log, 'utf8')));
      return async () => {
        child.kill('SIGTERM');
        await waitForEnd(child);
      };
    },
    stop: async () => {
      await wire.stop();
      removeFolder();
      process.off('exit', removeFolder);
    },
  };
}
