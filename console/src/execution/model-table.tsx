import type { ModelUsage } from '../hub/types.ts';
import { formatExactCount } from '../lib/format-number.ts';
import { Cost } from '../parts/cost.tsx';
import { texts } from '../texts/common.ts';

const words = texts.execution;

/** Tokens and cost by model. */
export function ModelTable({ models }: { models: readonly ModelUsage[] }) {
  const { modelColumns: columns } = words;
  return (
    <section className="obs-section">
      <h2>{words.models}</h2>
      <table className="obs-models">
        <thead>
          <tr>
            <th scope="col">{columns.model}</th>
            <th scope="col">{columns.calls}</th>
            <th scope="col">{columns.input}</th>
            <th scope="col">{columns.cached}</th>
            <th scope="col">{columns.output}</th>
            <th scope="col">{columns.reasoning}</th>
            <th scope="col">{columns.cost}</th>
          </tr>
        </thead>
        <tbody>
          {models.map(({ provider, model, calls, usage, cost_usd, unpriced_calls }) => (
            <tr key={`${provider} ${model}`}>
              <th scope="row">
                <span className="obs-foreign">{model}</span>
                {provider && <span className="obs-provider obs-foreign">{provider}</span>}
              </th>
              <td data-title={columns.calls}>{formatExactCount(calls)}</td>
              <td data-title={columns.input}>{formatExactCount(usage.input_tokens)}</td>
              <td data-title={columns.cached}>{formatExactCount(usage.cache_read_tokens)}</td>
              <td data-title={columns.output}>{formatExactCount(usage.output_tokens)}</td>
              <td data-title={columns.reasoning}>{formatExactCount(usage.reasoning_tokens)}</td>
              <td data-title={columns.cost}>
                <Cost usd={cost_usd} unpricedCalls={unpriced_calls} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
