import type { Attributes, Context } from '@opentelemetry/api';
import { currentConfig } from '../../config/current-config.ts';
import { Attr, providerNameOf } from '../../conventions/index.ts';
import { Inference } from '../../tracking/inference.ts';
import type { StartedRun } from '../run-tree.ts';
import { type Loose, loose, numberIn, textIn } from '../stainless/loose.ts';
import { inputMessages } from './messages.ts';
import { readAnswer } from './model-answer.ts';
import { isBubble, type LangChainRun, passedRun, retryOf } from './run.ts';

/** What LangChain tells of a model that is asked. */
export interface ModelStart {
  readonly serialized: unknown;
  /** Messages of a chat model, the prompt of another. */
  readonly input: unknown;
  readonly isChat: boolean;
  readonly extraParams: Loose;
  readonly tags: readonly unknown[];
  readonly metadata: Loose;
}

/** Starts the inference of a model's run. */
export function startModel(
  start: ModelStart,
  around: Context,
  parent: LangChainRun | undefined,
): StartedRun<LangChainRun> {
  const { metadata } = start;
  const parameters = loose(start.extraParams.invocation_params);
  const provider = providerNameOf(textIn(metadata.ls_provider) ?? packageOf(start) ?? 'unknown');
  const withContent = currentConfig().agent.includeIo;
  const inference = new Inference(
    {
      operation: start.isChat ? 'chat' : 'text_completion',
      provider,
      model: modelOf(metadata, parameters),
      attributes: settingsOf(metadata, parameters),
      ...(withContent && { input: inputMessages(start.input) }),
      attempt: retryOf(start.tags),
    },
    undefined,
    around,
  );
  return {
    context: inference.context,
    kept: {
      ...passedRun(parent),
      chunk: () => inference.chunk(),
      succeed: (result) => {
        readAnswer(result, inference, withContent);
        inference.end();
      },
      fail: (error) => {
        if (isBubble(error)) inference.end();
        else inference.end({ error });
      },
    },
  };
}

function modelOf(metadata: Loose, parameters: Loose): string {
  const { model, model_name: modelName, deployment_id: deployment } = parameters;
  return textIn(metadata.ls_model_name ?? model ?? modelName ?? deployment) ?? 'unknown';
}

function settingsOf(metadata: Loose, parameters: Loose): Attributes {
  const { temperature, max_completion_tokens: maxCompletionTokens, max_tokens: maxTokens } = parameters;
  const settings = {
    [Attr.requestTemperature]: numberIn(temperature ?? metadata.ls_temperature),
    [Attr.requestMaxTokens]: numberIn(maxCompletionTokens ?? maxTokens ?? metadata.ls_max_tokens),
    [Attr.requestTopP]: numberIn(parameters.top_p),
  };
  return settings as Attributes;
}

/** The package of the class, which older integrations tell in place of their provider: `langchain/chat_models/openai/…`. */
function packageOf({ serialized }: ModelStart): string | undefined {
  const { id } = loose(serialized);
  return Array.isArray(id) ? textIn(id.at(-2)) : undefined;
}
