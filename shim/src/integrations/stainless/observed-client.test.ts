import { describe, expect, it } from 'vitest';
import { flush } from '../../setup/init.ts';
import { only, useRecording } from '../../testing/recording.ts';
import { observeOpenAI } from '../openai/index.ts';

/** The real clients are in test/integrations; this one has the parts of theirs that a proxy may break. */
class Client {
  readonly baseURL = 'http://127.0.0.1:11434/v1';
  readonly chat = { completions: new Completions(this) };
  #calls = 0;

  get calls(): number {
    return this.#calls;
  }

  async post(body: object): Promise<object> {
    this.#calls += 1;
    return {
      id: `answer-${this.#calls}`,
      model: 'small-1',
      usage: { prompt_tokens: 3, completion_tokens: 2 },
      body,
    };
  }

  withOptions(): Client {
    return new Client();
  }
}

class Completions {
  readonly _client: Client;

  constructor(client: Client) {
    this._client = client;
  }

  create(body: object): Promise<object> {
    return this._client.post(body);
  }

  /** As helpers do it: by the client. */
  helper(body: object): Promise<object> {
    return this._client.chat.completions.create(body);
  }
}

describe('observeOpenAI', () => {
  const receiver = useRecording();
  const spans = async () => {
    await flush();
    return receiver().spans;
  };

  it('sees what is asked by itself, by a helper, and of a client with other options', async () => {
    const client = observeOpenAI(new Client());
    await client.chat.completions.create({ model: 'small' });
    await client.chat.completions.helper({ model: 'small' });
    await client.withOptions().chat.completions.create({ model: 'small' });
    const seen = await spans();
    expect(seen.map(({ name }) => name)).toEqual(['chat small', 'chat small', 'chat small']);
    expect(seen[0]?.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 3,
      'gen_ai.usage.output_tokens': 2,
      'server.address': '127.0.0.1',
      'server.port': 11434,
    });
    expect(client.calls).toBe(2);
  });

  it('leaves the client that it was given unseen', async () => {
    const client = new Client();
    observeOpenAI(client);
    await client.chat.completions.create({ model: 'small' });
    expect(await spans()).toEqual([]);
  });

  it('counts a call once where the client is observed twice', async () => {
    const client = observeOpenAI(observeOpenAI(new Client()));
    await client.chat.completions.create({ model: 'small' });
    only(await spans());
  });
});
