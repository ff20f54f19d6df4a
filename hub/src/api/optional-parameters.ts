interface Parameter {
  readonly in?: string;
  readonly schema?: { readonly default?: unknown };
  required?: boolean;
}

/**
 * Says in an OpenAPI document that a parameter with a default need not be given. The schemas say that it is there, since
 * it is when a handler runs; whoever asks, and a client made from the document, may leave it out.
 */
export function withOptionalParameters<Document extends object>(document: Document): Document {
  const { paths = {} } = document as { paths?: Record<string, Record<string, { parameters?: Parameter[] }>> };
  for (const { parameters = [] } of Object.values(paths).flatMap((operations) => Object.values(operations)))
    for (const parameter of parameters)
      if (parameter.schema?.default !== undefined) parameter.required = false;
  return document;
}
