import { startTestHub } from './test-hub.ts';

/** Starts a hub on a new folder, so that its database is made, and stops it again. */
const hub = await startTestHub({}, process.argv[2]);
await hub.close();
