import { randomUUID } from 'node:crypto';
import { nextTurn, piecesOf, textOf, tokensOf } from './conversation.mjs';

/** Gemini's content, whole and streamed, and embeddings, as ai.google.dev/api documents them. */
export const geminiRoutes = [
  { path: /\/models\/[^/]+:generateContent$/, answer: (body, url) => ({ json: generated(body, url).whole }) },
  {
    path: /\/models\/[^/]+:streamGenerateContent$/,
    answer: (body, url) => ({ events: generated(body, url).chunks }),
  },
  { path: /\/models\/[^/]+:(batchEmbedContents|embedContent)$/, answer: embedded },
];

function generated(body, url) {
  const turn = nextTurn(conversationOf(body));
  const part = turn.call
    ? { functionCall: { id: randomUUID().slice(0, 8), name: turn.call.name, args: turn.call.arguments } }
    : { text: turn.text };
  const prompt = tokensOf(body.contents) + tokensOf(body.systemInstruction) + tokensOf(body.tools);
  const said = tokensOf(part.text ?? part.functionCall);
  const thoughts = 16;
  const usageMetadata = {
    promptTokenCount: prompt,
    candidatesTokenCount: said,
    thoughtsTokenCount: thoughts,
    totalTokenCount: prompt + said + thoughts,
  };
  const responseId = randomUUID();
  const modelVersion = url.pathname.match(/\/models\/([^/:]+)/)?.[1];
  const answerOf = (one, end = {}) => ({
    candidates: [{ index: 0, content: { role: 'model', parts: [one] }, ...end }],
    modelVersion,
    responseId,
    usageMetadata,
  });
  const pieces = part.text === undefined ? [part] : piecesOf(part.text).map((text) => ({ text }));
  const chunks = pieces.map((piece, index) =>
    answerOf(piece, index === pieces.length - 1 ? { finishReason: 'STOP' } : {}),
  );
  return {
    whole: answerOf(part, { finishReason: 'STOP' }),
    chunks: chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`),
  };
}

function conversationOf({ contents = [], tools = [], toolConfig, generationConfig }) {
  const partsOf = (content) => content.parts ?? [];
  const last = contents.findLastIndex(
    (content) => content.role !== 'model' && !partsOf(content).some((part) => part.functionResponse),
  );
  const declared = tools.flatMap(({ functionDeclarations = [] }) => functionDeclarations);
  const mode = toolConfig?.functionCallingConfig?.mode;
  return {
    question: textOf(contents[last]?.parts),
    tools: declared.map(({ name, parameters, parametersJsonSchema }) => ({
      name,
      schema: parametersJsonSchema ?? parameters,
    })),
    results: contents
      .slice(last + 1)
      .flatMap(partsOf)
      .filter((part) => part.functionResponse)
      .map(({ functionResponse: { name, response } }) => ({ name, result: JSON.stringify(response) })),
    mustCall: mode === 'ANY' ? declared[0]?.name : undefined,
    mayCall: mode !== 'NONE',
    outputSchema: generationConfig?.responseJsonSchema ?? generationConfig?.responseSchema,
  };
}

function embedded({ requests, content }) {
  const values = [0.11, 0.22, 0.33, 0.44];
  if (requests === undefined) return { json: { embedding: { values } } };
  const tokens = tokensOf(requests.map((one) => one.content ?? content));
  return {
    json: {
      embeddings: requests.map(() => ({ values })),
      usageMetadata: { promptTokenCount: tokens, totalTokenCount: tokens },
    },
  };
}
