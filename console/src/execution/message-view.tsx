import { LongText } from '../parts/long-text.tsx';
import { ValueView } from '../parts/value-view.tsx';
import { executionTexts } from '../texts/execution.ts';
import type { Message, MessagePart } from './messages.ts';

const words = executionTexts.messages;

/** A message as a bubble: who said it, then its parts. */
export function MessageView({ message, isOutput }: { message: Message; isOutput: boolean }) {
  const isKnown = Object.hasOwn(words.roles, message.role);
  return (
    <article className={`obs-message is-${isKnown ? message.role : 'other'}${isOutput ? ' is-output' : ''}`}>
      <h4 className="obs-foreign">{isKnown ? words.roles[message.role] : message.role}</h4>
      {message.parts.map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts have no names and never move
        <Part key={index} part={part} />
      ))}
    </article>
  );
}

function Part({ part }: { part: MessagePart }) {
  switch (part.kind) {
    case 'text':
      return <LongText text={part.text} label={words.title} />;
    case 'reasoning':
      return (
        <details className="obs-fold">
          <summary>{words.reasoning}</summary>
          <LongText text={part.text} label={words.reasoning} />
        </details>
      );
    case 'call':
      return (
        <div className="obs-message-call">
          <p className="obs-foreign">{words.calls(part.name)}</p>
          <ValueView value={part.value} label={words.given} />
        </div>
      );
    case 'answer':
      return (
        <div className="obs-message-call">
          <p className="obs-foreign">{part.name ?? words.answers}</p>
          <ValueView value={part.value} label={words.answered} />
        </div>
      );
    case 'other':
      return <ValueView value={part.value} label={words.title} />;
  }
}
