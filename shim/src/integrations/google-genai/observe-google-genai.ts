/** The same client of `@google/genai`, whose calls are seen. */
export function observeGoogleGenAI<T extends object>(client: T): T {
  return client;
}
