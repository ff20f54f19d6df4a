import { useState } from 'react';
import { ValueView } from '../parts/value-view.tsx';
import { executionTexts } from '../texts/execution.ts';
import { MessageView } from './message-view.tsx';
import type { Exchange, ToolContent } from './messages.ts';

const words = executionTexts.messages;
/** Of what a model was given the last messages are new; those before were shown with the call before. */
const SHOWN = 2;

/** What went into a call of a model and what came out, as bubbles. */
export function ExchangeView({ exchange, shown = SHOWN }: { exchange: Exchange; shown?: number }) {
  const [all, setAll] = useState(false);
  const hidden = all ? 0 : Math.max(0, exchange.input.length - shown);
  return (
    <div className="obs-messages">
      {hidden > 0 && (
        <button type="button" className="obs-button is-quiet" onClick={() => setAll(true)}>
          {words.earlier(hidden)}
        </button>
      )}
      {exchange.input.slice(hidden).map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages have no names and never move
        <MessageView key={hidden + index} message={message} isOutput={false} />
      ))}
      {exchange.output.map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages have no names and never move
        <MessageView key={`out ${index}`} message={message} isOutput />
      ))}
    </div>
  );
}

/** What a tool was given, and what it answered. */
export function ToolView({ tool: { given, answered } }: { tool: ToolContent }) {
  return (
    <div className="obs-tool-content">
      {given !== null && (
        <div>
          <h4>{words.given}</h4>
          <ValueView value={given} label={words.given} />
        </div>
      )}
      {answered !== null && (
        <div>
          <h4>{words.answered}</h4>
          <ValueView value={answered} label={words.answered} />
        </div>
      )}
    </div>
  );
}
