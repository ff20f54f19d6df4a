import { statSync } from 'node:fs';
import {
  BUNDLED_TABLE,
  bundledRelease,
  bundledVersion,
  findBundled,
  type ModelPrices,
} from './bundled-prices.ts';
import { decimalOf, picoOf } from './decimal.ts';
import { type Override, overridesFor } from './override-entry.ts';
import { readOverrides } from './override-file.ts';
import type { DescribedPriceTable, Price, PriceDescription, PriceQuestion } from './price-table.ts';
import { costOf } from './rates.ts';

/** What is known of one provider and pair of models. */
interface Candidates {
  readonly overrides: readonly Override[];
  readonly bundled: ModelPrices | null;
}

/** Model names come from outside, so that the number of those kept must have an end. */
const MAX_CANDIDATES = 10_000;

/**
 * The price table of the hub: a cost that the sender reports, then the override file, then the bundled table
 * (docs/cost.md, "Cost"). `overridePath` is the value of `OBSERVATORY_PRICES`. Throws a `PriceFileError`.
 */
export function loadPriceTable(overridePath?: string): DescribedPriceTable {
  return new LayeredPrices(overridePath ?? null);
}

class LayeredPrices implements DescribedPriceTable {
  readonly #overrides: readonly Override[];
  readonly #overridePath: string | null;
  readonly #version = bundledVersion();
  readonly updatedAt: Date;
  readonly #kept = new Map<string, Candidates>();
  readonly #unpriced: Price;

  constructor(overridePath: string | null) {
    this.#overridePath = overridePath;
    this.#overrides = overridePath === null ? [] : readOverrides(overridePath);
    const overrideMs = overridePath === null ? 0 : statSync(overridePath).mtimeMs;
    this.updatedAt = new Date(Math.max(bundledRelease.at.getTime(), overrideMs));
    this.#unpriced = { costPico: null, source: 'unpriced', tableVersion: this.#tableVersion };
  }

  price(question: PriceQuestion): Price {
    const reported = reportedPico(question.reportedCostUsd);
    if (reported !== null) return { costPico: reported, source: 'provider', tableVersion: null };

    const { overrides, bundled } = this.#candidatesFor(question);
    const atMs = question.at.getTime();
    const override = overrides.find((entry) => entry.fromMs <= atMs && atMs < entry.toMs);
    const rates = override?.rates ?? bundled?.ratesAt(question.at) ?? null;
    // Vectors are no output: some senders repeat the input there.
    const usage =
      question.operation === 'embeddings' ? { ...question.usage, output: 0, reasoning: 0 } : question.usage;
    const costPico = rates === null ? null : costOf(rates, usage);
    if (costPico === null) return this.#unpriced;
    return { costPico, source: override ? 'override' : 'table', tableVersion: this.#tableVersion };
  }

  describePrices(): PriceDescription {
    const path = this.#overridePath;
    return {
      table: BUNDLED_TABLE,
      version: this.#version,
      overrides: path === null ? null : { path, entries: this.#overrides.length },
    };
  }

  get #tableVersion(): string {
    return `${BUNDLED_TABLE} ${this.#version}`;
  }

  #candidatesFor({ provider, requestModel, responseModel }: PriceQuestion): Candidates {
    const key = `${provider}\n${responseModel}\n${requestModel}`;
    const known = this.#kept.get(key);
    if (known !== undefined) return known;
    const models = [responseModel, requestModel].filter((model) => model !== null);
    const candidates: Candidates = {
      overrides: models.flatMap((model) => overridesFor(this.#overrides, provider, model)),
      bundled: findBundled(provider, models),
    };
    if (this.#kept.size >= MAX_CANDIDATES) this.#kept.clear();
    this.#kept.set(key, candidates);
    return candidates;
  }
}

/**
 * A cost of 0 is not believed: gateways report it for models whose price they do not know (complaint C9). What is
 * really free says so in the override file.
 */
function reportedPico(usd: number | null): number | null {
  if (usd === null || !Number.isFinite(usd) || usd < 0) return null;
  const pico = picoOf(decimalOf(usd));
  return pico === 0 ? null : pico;
}
