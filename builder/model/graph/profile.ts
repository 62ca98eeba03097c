import type { HostsAsk, TextPiece } from './hosts-ask.ts';
import type { Origin } from './origin.ts';

/** An edge whose conditions held and over which a node was reached. */
export interface ProfileEdge {
  /** The node at the other end. */
  readonly from: string;
  readonly roll: string;
  readonly file: string;
  readonly line: number;
}

/** One node of the profile. */
export interface ProfileNode {
  readonly name: string;
  readonly roll: string;
  /** The base (or replacing) file, relative to the roll. */
  readonly file: string;
  /** Every `extend-` file that was added, in roll order. */
  readonly extends: readonly { readonly roll: string; readonly file: string }[];
  /** Empty for the entry node. */
  readonly edges: readonly ProfileEdge[];
}

export interface ProfilePackage {
  /** As printed: a group or task (`type="meta"`) carries a leading `@`. */
  readonly name: string;
  readonly meta: boolean;
  /** Who put it on this list. */
  readonly by: readonly Origin[];
  /** On the enabled list: who asked for the opposite and lost. */
  readonly against: readonly Origin[];
}

/** One child of `<main>`, in traversal order. */
export interface Directive extends Origin {
  /** `timezone`, `bootloader`, ..., or `native`. */
  readonly name: string;
  /** Trimmed; quotes and backslashes of values carry a backslash. Of a native directive: raw lines. */
  readonly text: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** `preseed` or `kickstart`, on native directives only. */
  readonly installer?: string | undefined;
  /** Attributes in it that have no value yet; left out when there are none. */
  readonly unanswered?: readonly string[];
}

/** One `<file>`: what is written, when the script that holds it comes to it. */
export interface FileWrite extends Origin {
  readonly kind: 'file';
  /** Absolute path on the machine. */
  readonly path: string;
  /**
   * `create`: the text replaces the file; `append`: it is added at the end; `pipe`: the text is a shell command
   * that filters `src` (without one: the file itself) into the file.
   */
  readonly mode: 'create' | 'append' | 'pipe';
  /** `user`, `user:group` or `user.group`; inherited from an earlier tag of the same path. */
  readonly owner?: string | undefined;
  /** As chmod takes it: `0644`, `a+rx`; inherited likewise. */
  readonly perms?: string | undefined;
  /** `expanded`: the shell expands $variables and `commands` in the text. */
  readonly vars: 'literal' | 'expanded';
  /** A shell command whose output is the content; comes before `text`. */
  readonly expr?: string | undefined;
  /** A file on the machine: the content (create, append) before `text`, or the input of the filter (pipe). */
  readonly src?: string | undefined;
  readonly text: string;
  /** Of an `<on>` that asks for other hosts here: what its text is made of whenever it is written. */
  readonly pieces?: readonly TextPiece[];
  /** Those of the script that holds it. */
  readonly phases: readonly ScriptPhase[];
}

export interface ScriptText {
  readonly kind: 'text';
  readonly text: string;
}

export type ScriptPart = ScriptText | FileWrite;

export type ScriptPhase = 'pre' | 'post' | 'boot-pre' | 'boot-post' | 'ready' | 'reconfigure' | 'change';

/** One `<pre>`, `<post>`, `<boot>`, `<ready>`, `<after>`, `<on>` or `<configure>`, in traversal order. */
export interface Script extends Origin {
  readonly element: 'pre' | 'post' | 'boot' | 'ready' | 'after' | 'configure' | 'on';
  /** When it runs; a `<configure>` may have several. Of an `<on>` the installation (`post`) writes the files alone. */
  readonly phases: readonly ScriptPhase[];
  /** Program that reads the script: `bash` or as the node says (`/usr/bin/python3`). */
  readonly interpreter: string;
  /** False: in the installer, not in the installed system. */
  readonly chroot: boolean;
  /** What it finds in its environment, by the variable's name; left out when that is nothing. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of an `<on>`: variables of its environment that answer a question about other hosts, anew each time. */
  readonly asks?: Readonly<Record<string, HostsAsk>>;
  /** Of an `<on>`: units that are reloaded, or restarted, when it has ended well. */
  readonly units?: readonly string[];
  /** Of a `<boot>` or an `<on>`: seconds that one try may take; of a `<ready>`: seconds in which it must succeed. */
  readonly within?: number;
  /** Of a `<boot>`: units that must have started before it runs. */
  readonly after?: readonly string[];
  /** Of an `<after>`: the appliance that it waits for. */
  readonly awaits?: string;
  /** Of a `<boot>`: how often it is run again when it fails. */
  readonly retry?: number;
  /** In writing order; text that is only white space at either end is kept as it is. */
  readonly parts: readonly ScriptPart[];
}

/** The wanted state of a systemd unit; the last node of the traversal order that names it wins. */
export interface ServiceState {
  readonly name: string;
  readonly enabled: boolean;
  /** Of a template unit (`getty@tty1`): `tty1`. */
  readonly instance?: string | undefined;
  /** All who named it, in traversal order, with what they wanted. */
  readonly by: readonly (Origin & { readonly enabled: boolean })[];
}

export interface ScreenVariable {
  readonly name: string;
  readonly label: string;
  readonly type: string;
  readonly default: string;
  readonly help: string;
  readonly options: readonly string[];
  /** Any other field that the node gives (`size`, `optional`, `readonly`, ...). */
  readonly fields: Readonly<Record<string, string>>;
}

/** A page of questions, asked at bootstrap. */
export interface WizardScreen extends Origin {
  readonly title: string;
  readonly variables: readonly ScreenVariable[];
}

/** A program whose output the node files want; the engine never runs it. */
export interface EvalRequest extends Origin {
  /** Key of its output in `GraphBundle.evalOutputs`. */
  readonly key: string;
  /** Program that reads `text`, `sh` by default. */
  readonly shell: string;
  readonly text: string;
  /** What it finds in its environment; left out when that is nothing. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Attributes that it looks at whose values a build cannot know: of one host, secret, or not answered yet. */
  readonly varying?: readonly string[];
}

/** Something that a machine asked of the other hosts. */
export interface HostsFact extends Origin {
  /** `name of compute hosts in rack 0`, for people. */
  readonly asked: string;
  /** What the text or condition got: "" where there are none. */
  readonly value: string;
  /** Who they are, in order. */
  readonly hosts: readonly string[];
  /** Who says which hosts there are; left out where nobody has said it. */
  readonly from?: string;
  /** An `<on>` asks: again whenever the answer may have changed. */
  readonly follows?: true;
}
