import type { Attributes } from '@opentelemetry/api';
import { Attr } from '../../conventions/index.ts';
import { type Loose, loose, textIn } from '../stainless/loose.ts';
import { observing } from '../stainless/model-call.ts';
import { providerAt, serverOf } from '../stainless/server.ts';
import { settingAttributes } from '../stainless/settings.ts';
import { messageInput, systemParts } from './content-blocks.ts';
import { MessageReader } from './message-reader.ts';

/** Domains of others that serve Anthropic's models to clients of these classes. */
const providers: Readonly<Record<string, string>> = {
  'amazonaws.com': 'aws.bedrock',
  'googleapis.com': 'gcp.vertex_ai',
};

/** `messages.create`, which its helpers come to as well. */
export const message = observing({
  options: (request, client) => {
    const { host, attributes } = serverOf(client);
    const asked = loose(request);
    return {
      operation: 'chat',
      provider: providerAt(host, providers) ?? 'anthropic',
      model: textIn(asked.model) ?? 'unknown',
      attributes: { ...attributes, ...settingsOf(asked) },
    };
  },
  input: (request) => messageInput(loose(request).messages),
  content: (request) => {
    const { system, tools } = loose(request);
    return { [Attr.systemInstructions]: systemParts(system), [Attr.toolDefinitions]: tools };
  },
  reader: (call, withContent) => new MessageReader(call, withContent),
});

function settingsOf(request: Loose): Attributes {
  const { output_format: format, output_config: config } = request;
  return settingAttributes({
    [Attr.requestStream]: request.stream === true ? true : undefined,
    [Attr.requestMaxTokens]: request.max_tokens,
    [Attr.requestTemperature]: request.temperature,
    [Attr.requestTopP]: request.top_p,
    [Attr.requestTopK]: request.top_k,
    [Attr.requestStopSequences]: request.stop_sequences,
    [Attr.requestReasoningLevel]: loose(config).effort,
    [Attr.outputType]: format || loose(config).format ? 'json' : undefined,
  });
}
