import { GoogleGenAI } from '@google/genai';
import { agentTracking } from '@observatory/shim';
import { observeGoogleGenAI } from '@observatory/shim/google-genai';

const ai = observeGoogleGenAI(
  new GoogleGenAI({
    apiKey: process.env.GEMINI_API_KEY,
    httpOptions: { baseUrl: process.env.GOOGLE_GEMINI_BASE_URL },
  }),
);
const model = 'gemini-2.5-flash';

/** A tool that the SDK calls by itself. */
const findParcel = {
  tool: async () => ({
    functionDeclarations: [
      {
        name: 'find_parcel',
        description: 'Tells where a parcel is',
        parametersJsonSchema: { type: 'object', properties: { number: { type: 'string', default: '1042' } } },
      },
    ],
  }),
  callTool: async (calls) =>
    calls.map(({ id, name, args }) => ({
      functionResponse: { id, name, response: { output: { ...args, place: 'Oslo', arrives: 'tomorrow' } } },
    })),
};

async function answer(question) {
  const { text } = await ai.models.generateContent({
    model,
    contents: question,
    config: { tools: [findParcel] },
  });
  let letter = '';
  const chunks = await ai.models.generateContentStream({ model, contents: `Write it as a letter: ${text}` });
  for await (const chunk of chunks) letter += chunk.text ?? '';
  return letter;
}

for (const number of [1042, 1043]) {
  const letter = await agentTracking.trackExecution('parcel-desk', 'answer', () =>
    answer(`Where is parcel ${number}?`),
  );
  console.log(letter);
}
