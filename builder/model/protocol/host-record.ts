import type { AttributeMap } from '../attributes.ts';
import type { Script, ScriptPhase } from '../graph/profile.ts';

/** On an installed machine: what it was made to, and what changes that. The folder is for root alone, and no log. */
export const HOST_PATHS = {
  /** The programs: QuickJS, and the installer's own bundle. */
  interpreter: '/usr/local/lib/cairn/qjs',
  engine: '/usr/local/lib/cairn/boot.js',
  folder: '/var/lib/cairn-host',
  /** What digests of a frontend's own record are keyed with; hosts have an SSH key that the frontend knows. */
  key: '/var/lib/cairn-host/key',
  /** A record of a back-end: `HostRecord`. */
  record: '/var/lib/cairn-host/record.json',
  /** Checksums of the files of the record, as they were left. */
  files: '/var/lib/cairn-host/files.json',
  /** What is being changed; there while it is, and after one that was cut off. */
  applying: '/var/lib/cairn-host/applying.json',
  /** What lay in the places of files before they were first written. */
  originals: '/var/lib/cairn-host/originals',
  /** Who holds it, changes the machine. */
  lock: '/run/cairn-apply.lock',
} as const;

/** The machine's own key: digests of secrets are made with it, so that nobody but it and its frontend can tell what they are of. */
export const HOST_KEY_PATH = '/etc/ssh/ssh_host_ed25519_key';

/** `POST /v1/hosts/NAME/record`: a record is not longer. */
export const RECORD_BYTES = 8 * 1024 * 1024;

/** Kinds of things that a machine is made of, in the order in which people read of them. */
export const THING_KINDS = [
  'package',
  'version',
  'file',
  'service',
  'script',
  'account',
  'setting',
  'answer',
  'kernel',
  'storage',
] as const;
export type ThingKind = (typeof THING_KINDS)[number];

/** One thing that a description makes of a machine. */
export interface RecordedThing {
  readonly kind: ThingKind;
  /** Tells it from all others of its kind, and says to people what it is: a path, a unit, "post ssh". */
  readonly name: string;
  /** Who brings it: `node (roll/file:line)`, separated by commas. It is not compared: lines move. */
  readonly by: string;
  /** What people may see of it: secrets are masked. Left out where that is nothing more than the name, or a whole script. */
  readonly text?: string;
  /** Of all that it says, secrets as they are, made with a key that only this machine and its frontend have. */
  readonly digest: string;
  /** Units that take up a change of it. */
  readonly units?: readonly string[];
  /** Of a script. */
  readonly element?: Script['element'];
  readonly phases?: readonly ScriptPhase[];
  /** Of a file: the scripts that write it, by their names. */
  readonly scripts?: readonly string[];
}

/** What a machine was made to, as it keeps it and tells it to its frontend: no secret can be read in it. */
export interface HostRecord {
  readonly format: 1;
  readonly appliance: string;
  /** SHA-256 of the graph, of the list of other hosts that was asked ('' for none), and of the program that read them. */
  readonly graph: string;
  readonly roster: string;
  readonly engine: string;
  /** The release that it is of; '' where it is not known. */
  readonly release: string;
  /** The attributes that its description looked at; of a secret one a digest made with the same key as those of things. */
  readonly attributes: AttributeMap;
  readonly things: readonly RecordedThing[];
  /** Installed packages with their versions; left out where nobody has asked. */
  readonly versions?: Readonly<Record<string, string>>;
}

/** An attribute as a host gets it to describe itself. */
export interface GivenAttribute {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  readonly madeOf?: readonly string[];
}

/** What `cairn host apply` says to a host, on the standard input of the program there: secrets come on no other way. */
export interface ApplyRequest {
  readonly format: 1;
  readonly appliance: string;
  /** Left out on the frontend itself. */
  readonly frontend?: { readonly address: string };
  /** Every attribute; of secret ones those that the description looks at. */
  readonly attributes: readonly GivenAttribute[];
  /** Texts: the graph bundle, and the list of other hosts where somebody is asked. */
  readonly graph: string;
  readonly roster?: string;
  /** The program itself, where the host has another one. */
  readonly program?: string;
  /** What a record says of all these: digests, and the release. */
  readonly identity: Pick<HostRecord, 'graph' | 'roster' | 'engine' | 'release'>;
  /** Keys that the release is signed with, in base64: what apt on the machine trusts from then on. */
  readonly keyring: string;
  /** Versions of packages that the release has. */
  readonly versions: Readonly<Record<string, string>>;
  /** Files that somebody changed by hand are written over. */
  readonly overwrite: boolean;
  /** Nothing is changed: only looked. */
  readonly dryRun: boolean;
}

/** What the host answers, as one line of JSON. */
export interface ApplyAnswer<Plan> {
  readonly format: 1;
  readonly plan: Plan;
  /** Files that somebody changed by hand, or took away. */
  readonly drift: readonly string[];
  /** Of these, the ones that are as they were wanted again; what they held lies beside them. */
  readonly overwritten: readonly string[];
  /** Why it could not be done to its end; the next try goes on. */
  readonly failure?: string;
  /** What the host is made to now. */
  readonly record: HostRecord;
}

/** What a file held that is written over lies beside it. */
export const OLD_SUFFIX = '.cairn-old';
