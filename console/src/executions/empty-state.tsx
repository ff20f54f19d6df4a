import { useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { texts } from '../texts/common.ts';
import { firstTrace } from './first-trace.ts';

const words = texts.empty;
const ways = [
  { key: 'shim', title: words.tabs.shim, note: words.shimNote },
  { key: 'otel', title: words.tabs.otel, note: words.otelNote },
  { key: 'python', title: words.tabs.python, note: words.pythonNote },
] as const;
type Way = (typeof ways)[number]['key'];

/** Shown before the first execution: how to send one. */
export function EmptyState({ demoHint }: { demoHint: boolean }) {
  const [way, setWay] = useState<Way>('shim');
  const { url } = useHub();
  const snippets = firstTrace(url || window.location.origin);
  const { note } = ways.find(({ key }) => key === way) ?? ways[0];
  return (
    <section className="obs-empty">
      <h2>{words.title}</h2>
      <p>{words.lead}</p>
      <Tabs label={words.title} tabs={ways} selected={way} onSelect={setWay}>
        <p>{note}</p>
        {snippets[way].map(({ title, text }) => (
          <figure key={title} className="obs-snippet">
            <figcaption>
              {title}
              <CopyButton value={text} label={words.copy(title)} withWord />
            </figcaption>
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, by keyboard too */}
            <pre tabIndex={0}>{text}</pre>
          </figure>
        ))}
      </Tabs>
      {demoHint && <p className="obs-empty-demo">{words.demo}</p>}
    </section>
  );
}
