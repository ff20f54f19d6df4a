import { randomBytes } from 'node:crypto';

/** Random for each process, so that a counter makes ids unique without asking for randomness each time. */
const prefix = `${randomBytes(8).toString('hex')}-`;
let count = 0;

/** The id of a new event, in process and as `log.record.uid`. */
export function newEventUid(): string {
  const uid = prefix + count.toString(36);
  count += 1;
  return uid;
}
