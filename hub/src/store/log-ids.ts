import { createHash } from 'node:crypto';
import { Attr } from '@observatory/shim/conventions';
import type { LogRecord } from '../otlp/records.ts';

const MAX_UID_LENGTH = 64;

/**
 * Ids of log records, so that a request that is sent again adds nothing: the sender's `log.record.uid` where
 * there is one, else a hash of the record and, for equal records of one request, their place among each other.
 */
export class LogIds {
  readonly #seen = new Map<string, number>();

  idOf(log: LogRecord, sourceId: bigint): string {
    const uid = log.attributes[Attr.logRecordUid];
    if (typeof uid === 'string' && uid !== '' && uid.length <= MAX_UID_LENGTH) return uid;
    const hash = createHash('sha256')
      .update(
        JSON.stringify([
          String(sourceId),
          log.timeUs,
          log.severityNumber,
          log.eventName,
          log.body,
          log.attributes,
          log.traceId,
          log.spanId,
        ]),
      )
      .digest('base64url')
      .slice(0, 22);
    const place = this.#seen.get(hash) ?? 0;
    this.#seen.set(hash, place + 1);
    return place === 0 ? hash : `${hash}.${place}`;
  }
}
