import type { AttributeDeclaration, Origin, SchemePartition, Script, ScriptPhase } from '../../model/mod.ts';
import type { RenderedScript } from '../../render/script/render-script.ts';
import type { SettingFile } from '../../render/settings/setting-file.ts';

/** What an installation of Debian does, as data. */
export interface DebianPlan {
  readonly scheme: readonly SchemePartition[];
  readonly packages: {
    readonly install: readonly DebianPackage[];
    /** Names for apt. */
    readonly keepOut: readonly string[];
  };
  /** What the graph asks at bootstrap. */
  readonly questions: readonly DebianQuestion[];
  /** Shell lines, run in the installed system before the graph's own scripts. */
  readonly shell: readonly string[];
  /** Answers for debconf: of packages in the installed system, and of d-i itself. */
  readonly selections: readonly DebconfSelection[];
  readonly installerSelections: readonly DebconfSelection[];
  /** Units, in the order in which their state is set. */
  readonly units: readonly { readonly name: string; readonly enabled: boolean }[];
  /** What nodes say as data of the installed system. */
  readonly settings: DebianSettings;
  readonly scripts: Readonly<Record<ScriptPhase, readonly Script[]>>;
  /** As the boot loader takes them; empty: none are said. */
  readonly kernelOptions: string;
  readonly menuTimeoutSeconds: number;
  /** What the machine does at the end, if the graph says it. */
  readonly finish: 'reboot' | 'poweroff' | undefined;
}

export interface DebianSettings {
  /** A script that makes groups and accounts before packages are installed; '': none. */
  readonly accounts: string;
  /** Lines for the time after that. */
  readonly shell: readonly string[];
  /** Units of theirs that are enabled. */
  readonly units: readonly string[];
  /** Written before the graph's scripts run. */
  readonly files: readonly SettingFile[];
}

export interface DebianPackage {
  /** As apt takes it: a task has a `^` at its end. */
  readonly word: string;
  /** A task is no package: the index of packages does not name it. */
  readonly isTask: boolean;
  readonly name: string;
  readonly by: readonly Origin[];
}

/** A question of d-i's dialogs; its answer becomes an attribute. */
export interface DebianQuestion {
  /** Of the attribute. */
  readonly name: string;
  /** "Where homes are". */
  readonly title: string;
  readonly help: string;
  /** Title of the screen that it is on. */
  readonly screen: string;
  readonly kind: 'string' | 'boolean' | 'password' | 'select';
  /** What an answer must look like; with `values`, the choices. */
  readonly form: AttributeDeclaration;
  /** A proposal; empty: none. */
  readonly value: string;
  readonly mayBeEmpty: boolean;
  /** Its value is given, and nobody is asked. */
  readonly isReadOnly: boolean;
}

/** One line of a preseed file. */
export interface DebconfSelection {
  readonly owner: string;
  readonly question: string;
  readonly type: string;
  readonly value: string;
}

/** A plan as texts, for the programs of an installation. */
export interface DebianInstallation {
  /** Shell script. */
  readonly directives: string;
  /** Lines for debconf-set-selections; empty: none. */
  readonly selections: string;
  /** Words for `apt-get install`. */
  readonly aptWords: readonly string[];
  readonly scripts: Readonly<Record<ScriptPhase, readonly RenderedScript[]>>;
}
