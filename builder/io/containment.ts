import { execa } from 'execa';

/** Every process and every mount below ends with the program. */
const SPACES = [
  ...['unshare', '--mount', '--propagation', 'private'],
  ...['--pid', '--fork', '--kill-child', '--mount-proc'],
];

let found: Promise<readonly string[]> | undefined;

/**
 * Words before a program that shall not outlive this process, and whose mounts nobody else shall see: root gives it
 * namespaces of its own, which end with it. Where that is not allowed, or another user works, the program alone ends.
 */
export function planContainment(): Promise<readonly string[]> {
  found ??= find();
  return found;
}

/**
 * Words that come after these: what the program writes below a folder is never forced to disk, and is gone when it ends. A
 * package manager waits for the disk several times for each package. Without namespaces the folder is as any other.
 *
 * @param folder is there; what is in it can be read
 */
export async function planVolatile(folder: string): Promise<readonly string[]> {
  const words = await planContainment();
  return words.includes('unshare') ? ['sh', '-c', COVER, 'sh', folder] : [];
}

/**
 * Where there is memory enough for a base several times over it is written there: a third less time than on a disk. A file system
 * that cannot be put over another one leaves the folder as it is.
 */
const COVER = `folder=$1; shift
free=$(sed -n 's/^MemAvailable: *\\([0-9]*\\) kB$/\\1/p' /proc/meminfo)
over=$folder.over; mkdir "$over"
if [ "\${free:-0}" -gt 8000000 ]; then mount -t tmpfs -o mode=755,size=6g cairn "$over" 2>/dev/null; fi
mkdir "$over/upper" "$over/work"
mount -t overlay cairn -o "lowerdir=$folder,upperdir=$over/upper,workdir=$over/work,volatile" "$folder" 2>/dev/null
exec "$@"`;

async function find(): Promise<readonly string[]> {
  const end = ['setpriv', '--pdeathsig', 'KILL', '--'];
  const spaces = process.getuid?.() === 0 ? SPACES : [];
  for (const words of [[...end, ...spaces], end, []]) {
    const [program, ...args] = [...words, 'true'];
    const tried = await execa(program!, args, { reject: false, stdin: 'ignore' });
    if (tried.exitCode === 0) return words;
  }
  return [];
}
