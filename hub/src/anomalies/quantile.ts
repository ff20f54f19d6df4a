/** A quantile of figures in ascending order, between two of them by straight line; NaN of none. */
export function quantileOf(sorted: ArrayLike<number>, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? Number.NaN;
  const above = sorted[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

export const medianOf = (figures: readonly number[]) => quantileOf(Float64Array.from(figures).sort(), 0.5);

/** Makes a median deviation as wide as a standard deviation where values are spread normally. */
const MAD_TO_DEVIATION = 1.4826;

/** A standard deviation that outliers do not move: the median distance from zero of residuals; NaN of none. */
export const robustDeviation = (residuals: readonly number[]) =>
  MAD_TO_DEVIATION * medianOf(residuals.map(Math.abs));

/** Figures with weights, of which the weighted median is asked again and again without an allocation. */
export class WeightedMedian {
  readonly #figures: Float64Array;
  readonly #weights: Float64Array;
  #count = 0;
  #total = 0;

  constructor(most: number) {
    this.#figures = new Float64Array(most);
    this.#weights = new Float64Array(most);
  }

  get count(): number {
    return this.#count;
  }

  get totalWeight(): number {
    return this.#total;
  }

  clear(): void {
    this.#count = 0;
    this.#total = 0;
  }

  /** Keeps them in order: there are few. */
  add(figure: number, weight: number): void {
    let place = this.#count;
    for (; place > 0 && (this.#figures[place - 1] ?? 0) > figure; place -= 1) {
      this.#figures[place] = this.#figures[place - 1] ?? 0;
      this.#weights[place] = this.#weights[place - 1] ?? 0;
    }
    this.#figures[place] = figure;
    this.#weights[place] = weight;
    this.#count += 1;
    this.#total += weight;
  }

  /** The figure at which half of the weight lies on either side; the middle of two where it lies between them. */
  median(): number {
    let passed = 0;
    for (let at = 0; at < this.#count; at += 1) {
      passed += this.#weights[at] ?? 0;
      const figure = this.#figures[at] ?? Number.NaN;
      if (passed > this.#total / 2) return figure;
      if (passed === this.#total / 2) return (figure + (this.#figures[at + 1] ?? figure)) / 2;
    }
    return Number.NaN;
  }

  quantile(share: number): number {
    return quantileOf(this.#figures.subarray(0, this.#count), share);
  }
}
