import { briefText } from '../lib/visible-text.ts';
import { FoldedText } from './folded-text.tsx';
import { textOfValue } from './value-view.tsx';

/** Attributes as sent: name and value, by name; long values are cut until asked for. */
export function AttributeList({ attributes }: { attributes: Readonly<Record<string, unknown>> }) {
  const names = Object.keys(attributes).sort();
  return (
    <dl className="obs-attributes">
      {names.map((name) => (
        <div key={name} className="obs-attribute">
          <dt>{briefText(name)}</dt>
          <dd>
            <FoldedText text={textOfValue(attributes[name])} label={briefText(name)} isCode />
          </dd>
        </div>
      ))}
    </dl>
  );
}
