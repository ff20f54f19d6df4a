import { ValueView } from '../parts/value-view.tsx';
import { texts } from '../texts/common.ts';

const words = texts.content;

/** What the execution was given and what it answered, where that is recorded. */
export function ContentTab({ input, output }: { input: unknown; output: unknown }) {
  const isNothing = (value: unknown) => value === null || value === undefined;
  if (isNothing(input) && isNothing(output)) return <p className="obs-section-empty">{words.notRecorded}</p>;
  return (
    <div className="obs-content">
      {!isNothing(input) && (
        <section>
          <h3>{words.input}</h3>
          <ValueView value={input} label={words.input} />
        </section>
      )}
      {!isNothing(output) && (
        <section>
          <h3>{words.output}</h3>
          <ValueView value={output} label={words.output} />
        </section>
      )}
    </div>
  );
}
