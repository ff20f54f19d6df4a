import type { Histogram, Meter } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import type { MetricDefinition } from '../conventions/index.ts';
import { noteDroppedLabel } from './dropped-labels.ts';
import { metricOptions, shimMeter, whenCollected } from './instruments.ts';
import { LabelSets } from './label-sets.ts';

export type Labels = Readonly<Record<string, unknown>>;
const configuredLimit = () => currentConfig().metrics.maxSeries;

/**
 * A metric that is recorded, whichever the provider. Of all but histograms the shim keeps sums and levels
 * itself, to be observed when metrics are collected: that is several times cheaper than an instrument, and
 * loses nothing of what is recorded before there is a provider.
 */
export class Metric {
  readonly definition: MetricDefinition;
  /** Whether values may be negative. */
  readonly anySign: boolean;
  readonly #isGauge: boolean;
  readonly #labels: LabelSets;
  /** The meter that `#histogram` is of. */
  #meter: Meter | undefined;
  #histogram: Histogram | undefined;

  /** `declared`: whether only the definition's labels are kept. */
  constructor(definition: MetricDefinition, declared: boolean) {
    const { kind } = definition;
    this.definition = definition;
    this.#isGauge = kind === 'gauge';
    this.anySign = this.#isGauge || kind === 'upDownCounter';
    this.#labels = new LabelSets({
      declared: declared ? new Set(definition.labels) : undefined,
      maxSeries: configuredLimit,
      onLoss: (label, reason) => noteDroppedLabel(definition.name, label, reason),
    });
    if (kind !== 'histogram') {
      whenCollected(
        definition,
        (observe) => {
          for (const { attributes, value } of this.#labels.all()) observe(value, attributes);
        },
        () => {
          for (const series of this.#labels.all()) series.value = 0;
        },
      );
    }
  }

  /** Keeps no label but these from now on. */
  declareLabels(labels: readonly string[], maxSeries: number | undefined): void {
    this.#labels.declare(new Set(labels), maxSeries === undefined ? configuredLimit : () => maxSeries);
  }

  /** Whether a value, which may be anything, can be recorded. */
  takes(value: unknown): boolean {
    return Number.isFinite(value) && (this.anySign || (value as number) >= 0);
  }

  /** Adds to a counter or an up-down counter, observes a value of a histogram, sets a gauge. */
  record(value: number, labels: Labels | undefined): void {
    const meter = shimMeter();
    const series = this.#labels.of(labels);
    if (this.#isGauge) series.value = value;
    else if (this.definition.kind !== 'histogram') series.value += value;
    else this.#histogramOf(meter).record(value, series.attributes);
  }

  /** As `record`, but sets an up-down counter to a level. */
  set(level: number, labels: Labels | undefined): void {
    if (this.definition.kind === 'upDownCounter') this.#labels.of(labels).value = level;
    else this.record(level, labels);
  }

  #histogramOf(meter: Meter): Histogram {
    if (this.#histogram === undefined || meter !== this.#meter) {
      this.#histogram = meter.createHistogram(this.definition.name, metricOptions(this.definition));
      this.#meter = meter;
    }
    return this.#histogram;
  }
}
