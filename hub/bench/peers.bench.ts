import { setTimeout as pause } from 'node:timers/promises';
import { type Load, startLoad } from '../../test/load/load.ts';
import { folderBytes } from './folder-bytes.ts';
import { buildHub, LoadedHub } from './loaded-hub.ts';
import { watchMemory } from './memory-of.ts';
import { Peer, type PeerKind, peerKinds } from './peers/peer.ts';
import { textTable } from './text-table.ts';

/**
 * The same load to Arize Phoenix, to MLflow and to our hub, one after the other, each in a fresh folder: agent spans over
 * OTLP/HTTP in protobuf, as fast as they are answered. `SPANS` changes how many, `PEERS` which, `WAIT_S` how long a peer that
 * stores behind its acknowledgements is waited for.
 */
const SPANS = Number(process.env.SPANS ?? 20_000);
const WAIT_S = Number(process.env.WAIT_S ?? 120);
const QUIET_MS = 5000;
const chosen = (process.env.PEERS ?? 'phoenix,mlflow').split(',');

interface Measured {
  readonly name: string;
  readonly startS: number;
  readonly startAgainS: number;
  readonly acknowledgedPerS: number;
  /** Stored and ready to be asked for, by the time that all were or the wait was over. */
  readonly storedPerS: number;
  readonly stored: number;
  readonly memory: number;
  /** Bytes for 100,000 spans. */
  readonly disk: number;
  /** Spans that had been acknowledged and are not there after kill -9 and a start. */
  readonly lost: number;
  readonly killedAfter: number;
}

const loadTo = (url: string, headers: Readonly<Record<string, string>> = {}) =>
  // A peer that commits each span by itself takes its time to answer.
  startLoad({ urls: [url], headers, count: SPANS, runsPerRequest: 50, calls: 7, timeoutMs: 120_000 });

function rateOf(load: Load): number {
  return (load.acknowledged.runs * 1000) / (load.acknowledgedMs - load.startedMs);
}

async function finished(load: Load): Promise<void> {
  await load.done;
  if (load.refused > 0) throw new Error(`the load was refused: ${load.lastRefusal}`);
}

/** Waits until so many spans are stored, or no more come, or the time is over; gives how many there are then. */
async function storedOf(peer: Peer, spans: number): Promise<number> {
  const startedMs = performance.now();
  for (;;) {
    const stored = peer.stored();
    if (stored >= spans || performance.now() - startedMs > WAIT_S * 1000) return stored;
    await pause(250);
  }
}

async function measurePeer(kind: PeerKind): Promise<Measured> {
  const peer = new Peer(kind);
  const killed = new Peer(kind);
  try {
    const startMs = await peer.start();
    const before = folderBytes(peer.folder);
    const memory = watchMemory([peer.pid]);
    const load = loadTo(peer.url, kind.headers);
    await finished(load);
    const stored = await storedOf(peer, SPANS);
    const storedS = (performance.now() - load.startedMs) / 1000;
    const peak = memory();
    await pause(QUIET_MS);
    const grown = folderBytes(peer.folder) - before;
    const storedAtLast = peer.stored();
    await peer.end('SIGKILL');

    await killed.start();
    const load2 = loadTo(killed.url, kind.headers);
    await finished(load2);
    await killed.end('SIGKILL');
    const startAgainMs = await killed.start();
    await pause(QUIET_MS);
    const acknowledged = load2.acknowledged.runs;
    return {
      name: kind.name,
      ...{ startS: startMs / 1000, startAgainS: startAgainMs / 1000, acknowledgedPerS: rateOf(load) },
      ...{ stored, storedPerS: stored / storedS, memory: peak, disk: (grown / storedAtLast) * 100_000 },
      ...{ lost: acknowledged - killed.stored(), killedAfter: acknowledged },
    };
  } finally {
    await peer.remove();
    await killed.remove();
  }
}

async function measureHub(): Promise<Measured> {
  const startedMs = performance.now();
  const ours = await LoadedHub.start();
  const startS = (performance.now() - startedMs) / 1000;
  try {
    const { hub, postgres } = await ours.pids();
    const before = folderBytes(ours.folder);
    const memory = watchMemory([hub, postgres]);
    const load = loadTo(await ours.url());
    await finished(load);
    const { of, queryableMs } = await load.settled(await ours.database(), WAIT_S * 1000);
    const storedS = (load.acknowledgedMs - load.startedMs + (queryableMs ?? WAIT_S * 1000)) / 1000;
    const peak = memory();
    await pause(QUIET_MS);
    const grown = folderBytes(ours.folder) - before;

    const load2 = loadTo(await ours.url());
    await finished(load2);
    await ours.hub.kill('hub');
    const killedMs = performance.now();
    await ours.startAgain();
    const startAgainS = (performance.now() - killedMs) / 1000;
    const after = await load2.settled(await ours.database(), WAIT_S * 1000);
    return {
      ...{ name: 'hub', startS, startAgainS, acknowledgedPerS: rateOf(load) },
      ...{ stored: of.spans.found, storedPerS: of.spans.found / storedS, memory: peak },
      disk: (grown / of.spans.found) * 100_000,
      ...{ lost: after.of.spans.lost, killedAfter: after.of.spans.acknowledged },
    };
  } finally {
    await ours.remove();
  }
}

// An end from outside ends what was started, too.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const whole = (value: number) => Math.round(value).toLocaleString('en-US');
const mb = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;

await buildHub();
const ours = await measureHub();
console.log(`beside others: ${whole(SPANS)} agent spans, 400 a request, 2 senders, OTLP/HTTP protobuf`);
const results = [ours];
for (const kind of peerKinds.filter(({ name }) => chosen.includes(name))) {
  try {
    results.push(await measurePeer(kind));
  } catch (error) {
    // The others' figures count all the same.
    console.log(`  ${kind.name}: not measured, ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
const beside = (value: number, own: number, text: string) => `${text} (${(value / own).toPrecision(2)} ×)`;
const row = (title: string, cell: (of: Measured) => string) => [title, ...results.map(cell)];
console.log(
  textTable([
    ['', ...results.map(({ name }) => name)],
    row('acknowledged a second', (of) =>
      beside(of.acknowledgedPerS, ours.acknowledgedPerS, whole(of.acknowledgedPerS)),
    ),
    row('stored and queryable a second', (of) =>
      beside(of.storedPerS, ours.storedPerS, of.storedPerS.toFixed(0)),
    ),
    row(`stored within ${WAIT_S} s`, (of) => whole(of.stored)),
    row('peak memory (PSS)', (of) => beside(of.memory, ours.memory, mb(of.memory))),
    row('disk for 100,000 spans', (of) => beside(of.disk, ours.disk, mb(of.disk))),
    row('first start until it answers', (of) => beside(of.startS, ours.startS, `${of.startS.toFixed(1)} s`)),
    row('start on existing data', (of) =>
      beside(of.startAgainS, ours.startAgainS, `${of.startAgainS.toFixed(1)} s`),
    ),
    row('lost at kill -9', (of) => `${whole(of.lost)} of ${whole(of.killedAfter)}`),
  ]),
);
