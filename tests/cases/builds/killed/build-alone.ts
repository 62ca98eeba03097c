import { reopenFakeBuild } from '../../../unit/build/fake-build.ts';

// build-alone.ts FOLDER MIRROR: builds.

const [dir, mirror] = process.argv.slice(2) as [string, string];
await reopenFakeBuild(dir, mirror).build();
