import { HubError } from '../errors.ts';
import type { OtlpLimits } from './limits.ts';
import type { Rejection } from './records.ts';

/** Why a record is left out: the field at fault, where it is one, and what is wrong. */
export interface Fault {
  readonly field?: string;
  readonly problem: string;
}

/**
 * State of decoding one request, in either encoding: where the reader stands, how many records it met, and which of
 * them it left out.
 */
export class Decoding {
  /** From the root to where the reader stands, such as `['resourceSpans', 0, 'scopeSpans', 2]`. */
  readonly path: (string | number)[] = [];
  readonly limits: OtlpLimits;
  /** For records without a time of their own; microseconds since the epoch. */
  readonly arrivalUs: number;
  #records = 0;
  #parts = 0;
  #rejected = 0;
  #firstFault = '';

  constructor(limits: OtlpLimits, arrivalUs: number) {
    this.limits = limits;
    this.arrivalUs = arrivalUs;
  }

  /** Counts a record, before it is read. */
  countRecord(): void {
    if (++this.#records > this.limits.maxRecords) throw this.#tooMany(this.limits.maxRecords, 'records');
  }

  /** Counts parts of the body, before they take memory. */
  countParts(parts = 1): void {
    this.#parts += parts;
    if (this.#parts > this.limits.maxParts) throw this.#tooMany(this.limits.maxParts, 'parts');
  }

  #tooMany(limit: number, what: string): HubError {
    const problem = `expected at most ${limit} ${what} in one request; send smaller batches`;
    return new HubError('OBS_BODY_TOO_LARGE', problem, { where: this.where() });
  }

  /** Leaves the current record out of the request. */
  reject(fault: Fault): void {
    if (this.#rejected++ === 0) this.#firstFault = `${this.where(fault.field)}: ${fault.problem}`;
  }

  get rejection(): Rejection | null {
    if (this.#rejected === 0) return null;
    const more = this.#rejected - 1;
    const others = more === 0 ? '' : ` (and ${more} more ${more === 1 ? 'record' : 'records'} left out)`;
    return { count: this.#rejected, message: this.#firstFault.toWellFormed() + others };
  }

  /** `resourceSpans[0].scopeSpans[2].spans[1]`, with the field where one is given. */
  where(field?: string): string {
    let text = '';
    for (const part of field === undefined ? this.path : [...this.path, field]) {
      if (typeof part === 'number') text += `[${part}]`;
      else text += text === '' ? part : `.${part}`;
    }
    return text;
  }

  malformed(problem: string, field?: string): HubError {
    return new HubError('OBS_OTLP_MALFORMED', problem, { where: this.where(field) });
  }

  /** Refuses a value nested deeper than the limit. */
  checkDepth(depth: number): void {
    if (depth <= this.limits.maxValueDepth) return;
    const problem = `expected values nested at most ${this.limits.maxValueDepth} deep`;
    throw new HubError('OBS_OTLP_TOO_DEEP', problem, { where: this.where() });
  }
}
