import { comparePrograms } from './compare-programs.ts';
import { installPeers } from './install-peers.ts';
import { startModelReplay } from './replay-server.ts';

/** What a wrapper adds to a streamed answer of OpenAI's client. */
installPeers();
const CHUNKS = 50;
const replay = await startModelReplay(CHUNKS);
const bare = { name: 'the bare client', argument: 'bare' };
const shim = { name: 'shim: observeOpenAI', argument: 'shim' };
const traceloop = { name: 'Traceloop', argument: 'traceloop' };
const shared = { program: 'model-stream', baseline: bare.name };

await comparePrograms({
  ...shared,
  title: `streamed answer of ${CHUNKS} chunks, one each 10 ms: time that passes`,
  env: { MODEL_URL: `${replay.url}/10` },
  variants: [bare, { ...shim, maxRatio: 1.05 }, traceloop],
  iterations: 1,
  clock: 'wall',
});
await comparePrograms({
  ...shared,
  title: `the same, all chunks at once: processor time, the client's own included`,
  env: { MODEL_URL: `${replay.url}/0` },
  variants: [bare, shim, traceloop],
  iterations: 20,
});
replay.stop();
