import { visibleText } from '../lib/visible-text.ts';
import { LongText } from './long-text.tsx';
import { textOfValue } from './value-view.tsx';

/** Texts up to this length stand without a way to fold and copy them. */
const SHORT = 1_200;

/** Attributes as sent: name and value, by name; long values are cut until asked for. */
export function AttributeList({ attributes }: { attributes: Readonly<Record<string, unknown>> }) {
  const names = Object.keys(attributes).sort();
  return (
    <dl className="obs-attributes">
      {names.map((name) => (
        <div key={name} className="obs-attribute">
          <dt>{name}</dt>
          <dd>
            <AttributeValue name={name} value={attributes[name]} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function AttributeValue({ name, value }: { name: string; value: unknown }) {
  const text = textOfValue(value);
  return text.length > SHORT ? <LongText text={text} label={name} isCode /> : visibleText(text);
}
