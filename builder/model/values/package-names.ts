/** A package as a node or apt may call it: `curl`, or `curl:ARCH` for one of an architecture. */
export interface PackageName {
  readonly name: string;
  /** Undefined: that of the machine. */
  readonly arch: string | undefined;
}

/** What the machine's own architecture may be called beside its name. */
const OWN_ARCH: ReadonlySet<string> = new Set(['all', 'any', 'native']);

export function parsePackageName(text: string): PackageName {
  const [, name = text, arch] = /^([^:]+):([a-z0-9-]+)$/.exec(text) ?? [];
  return { name, arch };
}

/** True for a package that a machine of an architecture can have. */
export function isForArch({ arch }: PackageName, machine: string): boolean {
  return arch === undefined || arch === machine || OWN_ARCH.has(arch);
}
