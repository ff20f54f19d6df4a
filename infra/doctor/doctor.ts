import { randomBytes } from 'node:crypto';
import { type Check, type Finding, failed, type Place, type Walk } from './check.ts';
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
  const walk: Walk = { traceId: randomBytes(16).toString('hex'), startedMs: Date.now() };
  const found: Examined[] = [];
  for (const check of [...hops, ...questions]) {
    const finding = { title: check.title, ...(await findingOf(check, place, walk)) };
    found.push(finding);
    onFinding(finding);
  }
  return found;
}

async function findingOf(check: Check, place: Place, walk: Walk): Promise<Finding> {
  try {
    return await check.run(place, walk);
  } catch (error) {
    return failed(
      error instanceof Error ? error.message : String(error),
      'observatory status says what runs',
    );
  }
}
