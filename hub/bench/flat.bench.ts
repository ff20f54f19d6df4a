import { medianOf } from './figures.ts';
import { fillStore } from './fill-store.ts';
import { holdToCores, IngestRounds, type Rates } from './ingest-round.ts';
import { buildHub, LoadedHub } from './loaded-hub.ts';
import { textTable } from './text-table.ts';

/**
 * Whether storing stays as quick when a day is full: hubs whose stores hold nothing and some millions of spans of the last
 * day, with the executions and calls of these, take spans in turns, and COPY the same rows. The last column is how the hub
 * keeps its pace beside one with an empty store, round by round. SPANS is a list of sizes, the first of them 0.
 */
const SIZES = (process.env.SPANS ?? '0,1000000,5000000').split(',').map(Number);
const ROUNDS = Number(process.env.ROUNDS ?? 7);
const AMOUNT = { requests: 40, spans: 512, senders: 2 };
const SPANS_OF_RUN = 12;

await buildHub();
const hubs: LoadedHub[] = [];
try {
  const stores: { size: number; ingest: IngestRounds; rounds: Rates[] }[] = [];
  for (const size of SIZES) {
    const ours = await LoadedHub.start();
    hubs.push(ours);
    if (size > 0)
      await fillStore(
        await ours.database(),
        { executions: Math.ceil(size / SPANS_OF_RUN), days: 1, spans: true },
        (text) => console.log(`  ${size} spans: ${text}`),
      );
    holdToCores(ours.hub);
    const ingest = await IngestRounds.connect(ours.hub, ours.folder, AMOUNT);
    await ingest.round(); // warm-up
    stores.push({ size, ingest, rounds: [] });
  }
  for (let round = 0; round < ROUNDS; round += 1)
    for (const { ingest, rounds } of stores) rounds.push(await ingest.round());
  const [empty] = stores;
  const rows = [['spans in the store', 'hub', 'COPY', 'ratio', 'pace of the empty one']];
  for (const { size, ingest, rounds } of stores) {
    await ingest.end();
    rows.push([
      String(size),
      `${Math.round(medianOf(rounds.map(({ hub }) => hub)))}/s`,
      `${Math.round(medianOf(rounds.map(({ copy }) => copy)))}/s`,
      medianOf(rounds.map(({ hub, copy }) => hub / copy)).toFixed(2),
      medianOf(rounds.map(({ hub }, at) => hub / (empty?.rounds[at]?.hub ?? hub))).toFixed(2),
    ]);
  }
  console.log(`ingest as the store fills, median of ${ROUNDS} (target: the pace stays within 20 %)`);
  console.log(textTable(rows));
} finally {
  for (const ours of hubs) await ours.remove();
}
