import { eventTypes, severities } from '@observatory/shim/conventions';
import { Chip } from '../parts/chip.tsx';
import { FilterInput } from '../parts/filter-input.tsx';
import { useChangeSearch } from '../place/use-search-param.ts';
import { texts } from '../texts/common.ts';
import { eventsTexts } from '../texts/events.ts';
import { isEventFiltered, type ListedEvents } from './event-filter.ts';

/** Which events are listed: words and attributes, severities, type, agent. */
export function EventFilterBar({ filter }: { filter: ListedEvents }) {
  const change = useChangeSearch();
  const chosen = new Set(filter.severities);
  const toggle = (severity: (typeof severities)[number]) => {
    const next = severities.filter((one) => (one === severity ? !chosen.has(one) : chosen.has(one)));
    change({ severity: next.length === 0 ? null : next.join(',') });
  };
  return (
    <search className="obs-listed-event-filter" aria-label={eventsTexts.filter}>
      <FilterInput
        label={eventsTexts.search}
        placeholder={eventsTexts.searchPlaceholder}
        text={filter.text}
        onText={(text) => change({ q: text === '' ? null : text })}
      />
      <fieldset className="obs-choices">
        <legend className="obs-sr-only">{eventsTexts.severities}</legend>
        {severities.map((severity) => (
          <Chip
            key={severity}
            on={chosen.has(severity)}
            className={`is-${severity}`}
            onClick={() => toggle(severity)}
          >
            {texts.severity[severity]}
          </Chip>
        ))}
      </fieldset>
      <select
        className="obs-input obs-listed-event-type"
        aria-label={eventsTexts.types}
        value={filter.type ?? ''}
        onChange={(event) => change({ type: event.target.value || null })}
      >
        <option value="">{eventsTexts.allTypes}</option>
        {eventTypes.map((type) => (
          <option key={type} value={type}>
            {eventsTexts.typeNames[type] ?? type}
          </option>
        ))}
      </select>
      {filter.agent !== null && (
        <Chip on onClick={() => change({ agent: null })}>
          <span className="obs-foreign">{filter.agent}</span> ×
        </Chip>
      )}
      {isEventFiltered(filter) && (
        <button
          type="button"
          className="obs-button is-quiet"
          onClick={() => change({ severity: null, type: null, agent: null, q: null })}
        >
          {eventsTexts.clear}
        </button>
      )}
    </search>
  );
}
