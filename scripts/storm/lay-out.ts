import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Sizes of what a machine loads; small, because the bench measures the frontend's work and not the wire. */
const FILES = {
  'netboot/vmlinuz': 64 * 1024,
  'netboot/initrd.gz': 256 * 1024,
  'netboot/cairn.img': 64 * 1024,
} as const;

/** A frontend below a folder: settings, files to serve, and nginx with the settings of the base roll. */
export function layOut(folder: string, root: string, address: string): void {
  for (const path of [
    'srv/cairn/netboot',
    'srv/cairn/distribution',
    'var/lib/cairn',
    'run/cairn',
    'var/log/cairn',
    'run/systemd/resolve',
  ])
    mkdirSync(join(folder, path), { recursive: true });
  for (const [name, sizeBytes] of Object.entries(FILES)) {
    const file = join(folder, 'srv/cairn', name);
    writeFileSync(file, '');
    truncateSync(file, sizeBytes);
  }
  writeFileSync(join(folder, 'srv/cairn/distribution/Packages'), 'Package: storm\n'.repeat(10_000));
  const bundle = { format: 1, rolls: [], os: 'debian-13', arch: 'amd64' };
  writeFileSync(join(folder, 'srv/cairn/graph.json'), JSON.stringify(bundle));
  const settings = {
    hostname: 'frontend',
    domain: 'cluster',
    address,
    prefix: '16',
    kernelOptions: 'console=ttyS0,115200n8',
    // All machines of the storm share one network card.
    checkNeighbours: 'no',
  };
  writeFileSync(join(folder, 'frontend.json'), JSON.stringify(settings));
  writeFileSync(join(folder, 'nginx.conf'), nginxConfig(folder, root, address));
}

function nginxConfig(folder: string, root: string, address: string): string {
  const node = readFileSync(join(root, 'rolls/base/nodes/cairnd.xml'), 'utf8');
  const found = /<file name="\/etc\/nginx\/cairn\.d\/cairnd\.conf"[^>]*>([\s\S]*?)<\/file>/.exec(node)?.[1];
  if (found === undefined) throw new Error('The base roll has no settings of nginx any more');
  const settings = found
    .replaceAll('&private_address;', address)
    .replaceAll('/run/cairn/', `${folder}/run/cairn/`)
    .replaceAll('/srv/cairn/', `${folder}/srv/cairn/`);
  return `user www-data;
daemon off;
worker_processes 2;
worker_rlimit_nofile 16384;
pid ${folder}/nginx.pid;
error_log ${folder}/nginx-error.log;
events { worker_connections 4096; }
http {
  access_log off;
  sendfile on;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 80; root ${folder}/srv/cairn; ${settings} }
}
`;
}
