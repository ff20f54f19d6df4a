import type { Attributes } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { Attr } from '../conventions/index.ts';
import { payload } from '../safe/payload.ts';

/** Content under this attribute where content is asked for (design decision 4), else nothing. */
export function contentAttribute(name: string, value: unknown): Attributes {
  return value !== undefined && currentConfig().agent.includeIo ? payloadAttribute(name, value) : {};
}

/** A value under this attribute, redacted and cut, with the mark of a cut. */
export function payloadAttribute(name: string, value: unknown): Attributes {
  const { text, bytesBefore } = payload(value);
  return bytesBefore === undefined ? { [name]: text } : { [name]: text, [Attr.truncatedBytes]: bytesBefore };
}
