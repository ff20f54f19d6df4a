import { randomBytes } from 'node:crypto';
import { NothingListens } from './ask.ts';
import { type Check, type Finding, failed, type Place, type Server, skipped, type Walk } from './check.ts';
import { hops } from './hops.ts';
import { questions } from './questions.ts';

export interface Examined extends Finding {
  readonly title: string;
}

/** Walks through the stack, hop by hop; tells each finding as it comes. Nothing is thrown: what fails is a finding. */
export async function examine(
  place: Place,
  onFinding: (finding: Examined) => void = () => {},
): Promise<Examined[]> {
  const walk: Walk = { traceId: randomBytes(16).toString('hex'), startedMs: Date.now(), taken: false };
  const absent = new Map<Server, string>();
  const found: Examined[] = [];
  for (const check of [...hops, ...questions]) {
    const finding = { title: check.title, ...(await findingOf(check, place, walk, absent)) };
    found.push(finding);
    onFinding(finding);
  }
  return found;
}

/** `absent` are the servers that were found not to listen, with the sentence that says so. */
async function findingOf(
  check: Check,
  place: Place,
  walk: Walk,
  absent: Map<Server, string>,
): Promise<Finding> {
  const known = absent.get(check.asks);
  if (known !== undefined) return skipped(`${known}, as above`);
  if (check.looksForWalk && !walk.taken)
    return skipped('the OTLP endpoint did not take what was sent, see above');
  try {
    return await check.run(place, walk);
  } catch (error) {
    if (error instanceof NothingListens) {
      absent.set(check.asks, error.message);
      return failed(error.message, 'start the stack: observatory up');
    }
    return failed(
      error instanceof Error ? error.message : String(error),
      'observatory status says what runs',
    );
  }
}
