/** The wrapper of the client of Google GenAI (`@google/genai`). */

export { observeGoogleGenAI } from './observe-google-genai.ts';
