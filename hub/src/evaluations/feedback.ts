import { Attr, recordNames, redactText, severityNumbers } from '@observatory/shim/conventions';
import type { Attributes, Decoded, LogRecord } from '../otlp/records.ts';
import type { Made } from '../store/idempotency-keys.ts';

/** What a user says of an execution. */
export interface Feedback {
  readonly name?: string;
  readonly score?: number;
  readonly label?: string;
  readonly comment?: string;
  readonly user_id?: string;
}

export const DEFAULT_FEEDBACK_NAME = 'user_feedback';
/** Who sent what came by this route: the hub, for whoever called it. */
const source = {
  service: 'observatory-hub',
  resource: { [Attr.serviceName]: 'observatory-hub' },
  scopeName: 'observatory.feedback',
  scopeVersion: '',
};

export interface FeedbackRecord {
  readonly decoded: Decoded;
  readonly record: LogRecord;
}

/** Feedback as the record that the shim's recordFeedback sends: stored, folded and counted as one that came by OTLP. */
export function feedbackRecord(
  executionId: string,
  feedback: Feedback,
  { id, timeUs }: Made,
): FeedbackRecord {
  const { score, label, comment, user_id } = feedback;
  const name = (feedback.name ?? DEFAULT_FEEDBACK_NAME).toWellFormed();
  const attributes: Attributes = {
    [Attr.logRecordUid]: id,
    [Attr.eventName]: recordNames.evaluation,
    [Attr.executionId]: executionId,
    [Attr.evaluationName]: name,
    ...(score === undefined ? {} : { [Attr.evaluationScore]: score }),
    ...(label === undefined ? {} : { [Attr.evaluationLabel]: label.toWellFormed() }),
    ...(comment === undefined ? {} : { [Attr.evaluationExplanation]: redactText(comment.toWellFormed()) }),
    [Attr.evaluationSource]: 'user',
    ...(user_id === undefined ? {} : { [Attr.userId]: user_id.toWellFormed() }),
  };
  const said = [score, label?.toWellFormed()].filter((part) => part !== undefined).join(', ');
  const record: LogRecord = {
    source,
    timeUs,
    severityNumber: severityNumbers.info,
    severityText: '',
    eventName: recordNames.evaluation,
    body: said === '' ? `Evaluation ${name}` : `Evaluation ${name}: ${said}`,
    attributes,
    traceId: executionId.slice(0, 32),
    spanId: executionId.slice(32),
  };
  return { decoded: { signal: 'logs', records: [record], rejection: null }, record };
}
