import type { FastifySchemaValidationError } from 'fastify';

const formats: Readonly<Record<string, string>> = {
  'date-time': 'a time, as 2026-01-02T03:04:05Z',
  uuid: 'an id of the form 01234567-89ab-cdef-0123-456789abcdef',
};

/** What a value must be by the faults that the validator found, the first of which is told; `isEmpty`: there is no body. */
export function validationText(faults: readonly FastifySchemaValidationError[], isEmpty: boolean): string {
  const [fault] = faults;
  if (fault === undefined) return 'is not of the form that the route takes';
  const { keyword, params, instancePath, message } = fault;
  if (Array.isArray(params.allowedValues)) return `must be one of ${params.allowedValues.join(', ')}`;
  if (keyword === 'const') {
    // Of a choice the validator tells each constant by itself.
    const ofChoice = faults.filter((one) => one.keyword === 'const' && one.instancePath === instancePath);
    return `must be one of ${ofChoice.map((one) => String(one.params.allowedValue)).join(', ')}`;
  }
  if (keyword === 'format') return `must be ${formats[String(params.format)] ?? String(params.format)}`;
  if (isEmpty) return 'must be a JSON object, with the header content-type: application/json';
  return message ?? 'is not of the form that the route takes';
}
