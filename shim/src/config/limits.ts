import type { ShimConfig } from './shim-config.ts';
import type { Values } from './variables.ts';

/** The specification's count of attributes, events and links where nothing is said. */
const DEFAULT_COUNT = 128;

/** Limits of spans and log records; those of one kind win over those of all. */
export function readLimits(values: Values): ShimConfig['limits'] {
  const { OTEL_ATTRIBUTE_COUNT_LIMIT: count = DEFAULT_COUNT, OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: length } =
    values;
  const valueLength = length ?? Number.POSITIVE_INFINITY;
  return {
    span: {
      attributeCountLimit: values.OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT ?? count,
      attributeValueLengthLimit: values.OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT ?? valueLength,
      eventCountLimit: values.OTEL_SPAN_EVENT_COUNT_LIMIT ?? DEFAULT_COUNT,
      linkCountLimit: values.OTEL_SPAN_LINK_COUNT_LIMIT ?? DEFAULT_COUNT,
      attributePerEventCountLimit: values.OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT ?? count,
      attributePerLinkCountLimit: values.OTEL_LINK_ATTRIBUTE_COUNT_LIMIT ?? count,
    },
    logRecord: {
      attributeCountLimit: values.OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT ?? count,
      attributeValueLengthLimit: values.OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT ?? valueLength,
    },
  };
}
