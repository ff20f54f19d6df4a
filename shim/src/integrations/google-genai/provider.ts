import type { Attributes } from '@opentelemetry/api';
import { loose, textIn } from '../stainless/loose.ts';
import { serverOf } from '../stainless/server.ts';

/** Whom a client asks, by any part of it: all of them hold its `apiClient`. */
export function answeringOf(part: object): { readonly provider: string; readonly attributes: Attributes } {
  const { clientOptions } = loose(loose(part).apiClient);
  const { vertexai, httpOptions } = loose(clientOptions);
  const options = loose(httpOptions);
  return {
    provider: vertexai === true ? 'gcp.vertex_ai' : 'gcp.gemini',
    attributes: serverOf({ baseURL: textIn(options.baseUrl) }).attributes,
  };
}

/** `gemini-3-flash` of `models/gemini-3-flash` and of the paths that Vertex AI has. */
export function modelNameOf(model: unknown): string {
  return textIn(model)?.split('/').at(-1) ?? 'unknown';
}
