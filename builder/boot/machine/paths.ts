import { FRONTEND_INITRD_PATHS, TRIAL_PATHS } from '../../model/mod.ts';

/** Where the installer keeps things; `/run` is memory, `/target` the machine's disk. */
export const PATHS = {
  /** In the overlay: graph bundle, baked-in site, who built the medium. */
  bundle: TRIAL_PATHS.bundle,
  site: TRIAL_PATHS.site,
  medium: '/usr/share/cairn/medium.json',
  pledge: '/usr/share/cairn/trust.json',
  boot: '/usr/lib/cairn/boot.js',
  quickjs: '/usr/bin/qjs',
  busybox: '/usr/lib/cairn/busybox',
  tar: '/usr/lib/cairn/tar',
  nc: '/usr/lib/cairn/nc',
  eatmydata: '/usr/lib/cairn/libeatmydata.so',
  /** Runs a program with descriptor 3 on its standard output. */
  withStatus: '/usr/lib/cairn/with-status',
  /** Mount point of the medium; the distribution is served from it. */
  source: '/run/cairn/source',
  /** Further media, a folder each. */
  discs: '/run/cairn/discs',
  stick: '/run/cairn/stick',
  /** The factory's partition that a sealed disk starts from. */
  factory: '/run/cairn/factory',
  /** The list of the release that was found to be the overlay's own. */
  releaseList: '/run/cairn/release.list',
  /** How far the check of the medium is, and what it found. */
  mediumCheck: '/run/cairn/medium-check',
  /** The medium was asked for to be checked, and is right. */
  checked: '/run/cairn/checked',
  /** Where a file system in memory is mounted, for what was fetched and is to be checked. */
  memory: '/run/cairn/memory',
  /** The frontend's graph with the answers of the place, in place of the overlay's. */
  hostDocument: '/run/cairn/host.json',
  fetchedBundle: '/run/cairn/graph.json',
  /** The other hosts, as far as its description asks for them. */
  roster: '/run/cairn/roster.json',
  /** In `frontend.img`: which frontend this machine belongs to. */
  frontend: `/${FRONTEND_INITRD_PATHS.identity}`,
  /** Settings of wget for the frontend's service; the token is in it. */
  wgetrc: '/run/cairn/wgetrc',
  /** The frontend knows that this installation failed. */
  reported: '/run/cairn/reported',
  /** Somebody opened a shell: the machine is left alone. */
  attended: '/run/cairn/attended',
  /** State handed from one step to the next. */
  state: '/run/cairn/state.json',
  compiled: '/run/cairn/compiled.json',
  failure: '/run/cairn/failure',
  /** Identity of the partition table of the disk that is installed on. */
  disk: '/run/cairn/disk',
  /** The clock was behind, and moved. */
  clockMoved: '/run/cairn/clock-moved',
  consoleMode: '/run/cairn/console',
  preferredConsole: '/run/cairn/preferred-console',
  /** Lines for people, shown on every console. */
  progress: '/var/log/cairn/progress.log',
  logs: '/var/log/cairn',
  /** On the installed machine: scripts that it runs when its attributes have changed. */
  reconfigure: '/usr/lib/cairn/reconfigure.d',
  target: '/target',
  /** Of a trial: what whoever tries puts there, and what it reads. */
  trial: TRIAL_PATHS,
} as const;

/** Where the loopback server answers during an installation from a medium. */
export const LOOPBACK = { address: '127.0.0.1', port: 8080 } as const;

/** The distribution's source on the mounted medium. */
export const ON_MEDIUM = `${PATHS.source}/cairn`;
