import { textOfValue } from './value-view.tsx';

/** Attributes as sent: name and value, by name. */
export function AttributeList({ attributes }: { attributes: Readonly<Record<string, unknown>> }) {
  const names = Object.keys(attributes).sort();
  return (
    <dl className="obs-attributes">
      {names.map((name) => (
        <div key={name} className="obs-attribute">
          <dt>{name}</dt>
          <dd>{textOfValue(attributes[name])}</dd>
        </div>
      ))}
    </dl>
  );
}
