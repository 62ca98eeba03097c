import { run } from '../../../../builder/io/mod.ts';
import { reopenFakeBuild } from '../../../unit/build/fake-build.ts';

// build-until-killed.ts FOLDER MIRROR: builds, says which stage it is in, and stops for ever in the making of the base.

const [dir, mirror] = process.argv.slice(2) as [string, string];
const fake = reopenFakeBuild(dir, mirror);

/** What mmdebstrap does: mounts in a root of its own. Without root there is nothing to mount. */
const BASE = `mkdir -p "$TMPDIR/base/proc"
mount -t proc proc "$TMPDIR/base/proc"
echo mounted > "$1/mounted"
exec sleep infinity`;

await fake.build({
  distro: {
    progress: (event) => {
      if (event.type === 'stage-started') console.log(event.stage);
    },
    run: (argv, options) =>
      argv[0] === 'mmdebstrap' ? run(['sh', '-c', BASE, 'sh', dir], options) : fake.distro.run(argv, options),
  },
});
