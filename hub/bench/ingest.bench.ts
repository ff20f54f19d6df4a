import { medianOf } from './figures.ts';
import { holdToCores, IngestRounds, type Rates } from './ingest-round.ts';
import { buildHub, LoadedHub } from './loaded-hub.ts';

/**
 * Spans a second that the hub acknowledges after commit, beside COPY of the same rows into the same table: the same
 * server, batch size, durability and number of senders, in turns. The hub runs on one core, the sender on the other;
 * PostgreSQL may use both in either case.
 */
const ROUNDS = 5;
const AMOUNT = { requests: 40, spans: 512, senders: 2 };

await buildHub();
const ours = await LoadedHub.start();
try {
  holdToCores(ours.hub);
  const ingest = await IngestRounds.connect(ours.hub, ours.folder, AMOUNT);
  const rounds: Rates[] = [];
  await ingest.round(); // warm-up
  for (let round = 1; round <= ROUNDS; round += 1) {
    const rates = await ingest.round();
    rounds.push(rates);
    console.log(
      `  round ${round}: hub ${Math.round(rates.hub)}/s, COPY ${Math.round(rates.copy)}/s, ratio ${(rates.hub / rates.copy).toFixed(2)}`,
    );
  }
  await ingest.end();
  const median = (of: (rates: Rates) => number) => medianOf(rounds.map(of));
  console.log(
    [
      `ingest, ${AMOUNT.spans} agent spans a request, ${AMOUNT.senders} senders, acknowledged after commit (spans a second, median of ${ROUNDS})`,
      `  hub    ${Math.round(median(({ hub }) => hub))}`,
      `  COPY   ${Math.round(median(({ copy }) => copy))}   of the same rows`,
      `  ratio  ${median(({ hub, copy }) => hub / copy).toFixed(2)}   (target: at least 0.50)`,
      `  stored and folded into executions: ${Math.round(median(({ folded }) => folded))} spans a second`,
    ].join('\n'),
  );
} finally {
  await ours.remove();
}
