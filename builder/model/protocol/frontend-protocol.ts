import { type AttributeMap, type AttributeScopes, RELEASE_ATTRIBUTE } from '../attributes.ts';
import type { SiteFile } from '../files/site-file.ts';
import type { Roster } from '../graph/roster.ts';
import type { ScopedAttributes } from '../scoped-attributes.ts';
import { RELEASES_FOLDER } from './release.ts';

/**
 * What a machine being installed and its frontend say to each other. builder/frontend/README.md is the manual;
 * these are the exact shapes.
 */

/** TCP port of hand-off, logs and secrets, over TLS. */
export const SERVICE_PORT = 8443;

/** Folders below the frontend's HTTP root. */
export const FRONTEND_PATHS = {
  /** Boot loaders, and what is this frontend's own: static. */
  netboot: '/netboot',
  /** `ID/`, a release each: static. */
  releases: `/${RELEASES_FOLDER}`,
  /** Boot scripts, made for each host by the service. */
  boot: '/boot',
  /** `NAME.json`, a {@link HostDocument} each: static, written anew when something changes. */
  hosts: '/hosts',
  /** `APPLIANCE.json`, a {@link HostRoster} each: hosts that the graph lets machines of this appliance ask for. */
  rosters: '/hosts/of',
  /** `NAME/HASH`: an installer shows that it is root on its machine, see {@link ROOT_PORTS}. */
  proof: '/boot/proof',
  /** `NAME`: a new certificate for the SSH key of this host, asked for from its address. */
  certificate: '/boot/certificate',
  /** `NAME/SERVICE`: a certificate for a service of this host; `?request=&signature=` say for which key. */
  serviceCertificate: '/boot/tls',
  /** `NAME/list`: the authority over certificates, and whom it has revoked. */
  trust: '/boot/trust',
  /** `NAME/WORD`, a {@link StartWord}: an installed host says how far its start is; `?text=` says why it failed. */
  start: '/boot/start',
  /** `NAME/APPLIANCE/all|one`: an installed host asks whether hosts that it waits for are ready. */
  after: '/boot/after',
  /** `NAME/now`, an {@link AliveWord} as its question: an installed host says each minute that it is alive, and how it is. */
  alive: '/boot/alive',
  /** The web page and what it asks for. */
  web: '/cairn',
  /** Numbers about hosts, for Prometheus; nginx gives them at `/metrics`. */
  metrics: '/cairn/metrics',
} as const;

/**
 * Ports that only root can send from. Before its first request to the service an installer asks, from one of these,
 * for `GET /boot/proof/NAME/HASH` with the SHA-256 of its token: a user of the installed host, who can read that host's
 * boot script as well, cannot.
 */
export const ROOT_PORTS = { first: 600, last: 1023 } as const;

/**
 * The archive that a frontend adds after Debian's initrd and the overlay: what only this frontend knows and nobody
 * has to keep secret. Paths in the running initrd.
 */
export const FRONTEND_INITRD = 'frontend.img';
export const FRONTEND_INITRD_PATHS = {
  /** The frontend's certificate, PEM. */
  certificate: 'usr/share/cairn/frontend.pem',
  /** A {@link FrontendIdentity}. */
  identity: 'usr/share/cairn/frontend.json',
} as const;

/** Which frontend a machine belongs to. */
export interface FrontendIdentity {
  readonly format: 1;
  readonly hostname: string;
  readonly domain: string;
  /** On the private network: "10.1.1.1". */
  readonly address: string;
  /** "http://10.1.1.1": releases, host documents. */
  readonly source: string;
  /** "https://10.1.1.1:8443": hand-off and secrets. */
  readonly service: string;
  /** SHA-256 of the certificate's public key (SPKI), base64: what curl's `--pinnedpubkey sha256//...` takes. */
  readonly publicKeySha256: string;
}

/** `GET http://FRONTEND/hosts/NAME.json`: all that is not secret about one host. */
export interface HostDocument {
  readonly format: 1;
  readonly name: string;
  readonly appliance: string;
  readonly rack: string;
  readonly rank: string;
  readonly mac: string;
  readonly address: string;
  readonly attributes: AttributeScopes;
  readonly frontend: { readonly hostname: string; readonly address: string; readonly service: string };
  /** Below the frontend's HTTP root: the {@link HostRoster} that its description asks; left out where it asks nobody. */
  readonly roster?: string;
}

/**
 * Other hosts as machines of an appliance may ask for them: those alone that some node may mean, with the open values
 * that it may ask for. Shared by all machines of the appliance.
 */
export interface HostRoster {
  readonly format: 1;
  readonly hosts: Roster['hosts'];
}

/** Secret attributes that the installer itself reads, whatever the nodes of the graph say. */
export const INSTALLER_SECRETS: readonly string[] = ['root_password_hash'];

/**
 * What an installer says of its installation. `phase`: its name, one line; `percent`: how far the installation is, 0
 * to 100; `disk`: identity of the partition table of the disk that the machine was installed on; `release`: what it was
 * installed from; `text`: why it failed, for people.
 */
export type InstallReport =
  | { readonly event: 'started' }
  | { readonly event: 'phase'; readonly phase: string; readonly percent?: number }
  | { readonly event: 'finished'; readonly disk?: string; readonly release?: string }
  | { readonly event: 'failed'; readonly text: string };

/**
 * `POST /v1/hosts/NAME/events`, with `Authorization: Bearer TOKEN`. Answered by 204. `log`: last lines of the log,
 * appended to it.
 */
export type PostedReport = InstallReport & { readonly log?: string };

/**
 * What an installed host says of its start. `ready`: scripts of the first boot and checks have ended well; `text`: what
 * failed and its last words, or what is waited for.
 */
export type StartWord =
  | { readonly word: 'starting' }
  | { readonly word: 'waiting'; readonly text: string }
  | { readonly word: 'ready' }
  | { readonly word: 'failed'; readonly text: string };

/** A file that only this host may have. */
export interface SecretFile {
  readonly content: string;
  /** Four octal digits: "0600". */
  readonly mode: string;
  /** "root:root". */
  readonly owner: string;
}

/** `POST /v1/hosts/NAME/secrets`, answered once for each installation. */
export interface SecretsAnswer {
  readonly format: 1;
  /** Secret attributes by scope, as {@link HostDocument.attributes}. */
  readonly attributes: AttributeScopes;
  /** Files by absolute path; the host's SSH keys are among them. */
  readonly files: Readonly<Record<string, SecretFile>>;
  /** `disk` of the {@link InstallReport} of the installation before: the machine is installed on that disk, or not at all. */
  readonly disk?: string;
  /** What the machine gets in the open; a service that is older than the machine's release does not say it. */
  readonly served?: ServedDigests;
}

/**
 * SHA-256 of what a frontend serves to whoever asks, as it was at the time of the answer. A document is taken as lines, each with
 * its newline.
 */
export interface ServedDigests {
  /** {@link HostDocument} */
  readonly host: string;
  /** The graph of the release that the host gets. */
  readonly graph: string;
  /** {@link HostRoster}, where the host document names one. */
  readonly roster?: string;
}

/** Every answer that is not a success. */
export interface ServiceRefusal {
  readonly error: string;
}

/** Where the installer of a frontend leaves {@link FrontendAnswers}, mode 0600, for its first start. */
export const FRONTEND_ANSWERS_PATH = '/var/lib/cairn/answers.json';

/**
 * Answers that cannot be kept with the graph on a frontend, because they are secret or about single hosts. The first
 * start of the frontend takes them into its state and deletes the file.
 */
export interface FrontendAnswers {
  readonly format: 1;
  /** Secret values of site and dialogs; root's password as it was set on the frontend is among them. */
  readonly secrets: ScopedAttributes;
  /** Open values of single hosts, by their names. */
  readonly hostAttributes: Readonly<Record<string, AttributeMap>>;
  /** Keys of the cluster that the installer made, since nobody gave them; a frontend that has them already keeps its own. */
  readonly keys?: AttributeMap;
  /** Hosts that the site names, to be installed when they are first switched on. */
  readonly hosts: Readonly<Record<string, PlannedHost>>;
}

/** A host of `site.yaml`, but for what is about its installation; what is left out is the next free one. */
export type PlannedHost = Omit<NonNullable<SiteFile['hosts']>[string], 'storage'>;

/** Where a frontend keeps its cluster's keys for its own next installation, on the partition that survives it. */
export const CLUSTER_KEYS_PATH = '/state/cairn/keys.json';

/** The file of {@link CLUSTER_KEYS_PATH}, for root alone. */
export interface ClusterKeys {
  readonly format: 1;
  readonly keys: AttributeMap;
}

/** Attribute of every host: the public key by which root of the frontend reaches it. */
export const CLUSTER_SSH_KEY = 'cluster_ssh_key';

/** Attributes that the frontend gives every host from its state; nobody is asked for them. */
export const FRONTEND_ATTRIBUTES: readonly string[] = [
  CLUSTER_SSH_KEY,
  'host_address',
  'host_mac',
  RELEASE_ATTRIBUTE,
];

/** Bounds that both sides keep to. */
export const PROTOCOL_LIMITS = {
  eventBytes: 64 * 1024,
  /** One `POST /v1/hosts/NAME/log`; send more in pieces. */
  logChunkBytes: 256 * 1024,
  /** A host's log of one installation; more is dropped, and says so. */
  logBytes: 16 * 1024 * 1024,
  phaseLength: 200,
  textLength: 4000,
  /** A token not used for so long is dead. */
  tokenSeconds: 4 * 3600,
} as const;

/** Kernel arguments that a boot script adds. */
export const BOOT_ARGUMENTS = {
  source: 'cairn.source',
  host: 'cairn.host',
  appliance: 'cairn.appliance',
  token: 'cairn.token',
} as const;
