import type { AlertCases } from '../testing/alert-case.ts';

const HUB = 'job="hub",instance="h",agent="clerk",workflow=""';
const calls = (provider: string, model: string, environment = '') =>
  `observatory_llm_calls_total{${HUB},deployment_environment_name="${environment}",provider="${provider}",model="${model}"}`;
const errors = (provider: string, model: string, type: string, environment = '') =>
  `observatory_llm_errors_total{${HUB},deployment_environment_name="${environment}",provider="${provider}",model="${model}",error_type="${type}"}`;
const unpriced = (model: string) =>
  `observatory_unpriced_calls_total{${HUB},provider="acme",model="${model}"}`;
const age = (hub: string) => `observatory_price_table_age_seconds{job="hub",instance="${hub}"}`;

const GPT = 'gpt-4.1-2025-04-14';
const CLAUDE = 'claude-sonnet-4-5-20250929';

export const modelCases: AlertCases = {
  ModelRateLimited: [
    {
      story:
        'For twenty minutes four of ten calls a minute are refused with 429, under the name that was asked for.',
      series: {
        [calls('openai', GPT)]: '0+10x10 106+6x19 230+10x40',
        [calls('openai', 'gpt-4.1')]: '0x10 4+4x19 80x40',
        [errors('openai', 'gpt-4.1', '429')]: '0x10 4+4x19 80x40',
      },
      at: {
        '10m': [],
        '17m': [],
        '19m': [
          {
            labels: { provider: 'openai', model: 'gpt-4.1', severity: 'warning' },
            description: 'openai refuses 40% of the calls of gpt-4.1: too many, or it is overloaded.',
          },
        ],
        '45m': [],
      },
    },
    {
      story: 'The key of staging has used up what it may; that of production has not.',
      series: {
        [calls('openai', GPT, 'staging')]: '0+6x30',
        [calls('openai', 'gpt-4.1', 'staging')]: '0+4x30',
        [errors('openai', 'gpt-4.1', '429', 'staging')]: '0+4x30',
        [calls('openai', GPT, 'production')]: '0+100x30',
      },
      at: {
        '20m': [
          {
            labels: {
              deployment_environment_name: 'staging',
              provider: 'openai',
              model: 'gpt-4.1',
              severity: 'warning',
            },
            description:
              'openai refuses 40% of the calls of gpt-4.1 in staging: too many, or it is overloaded.',
          },
        ],
      },
    },
    {
      story: 'Half of two calls a minute find the provider overloaded.',
      series: {
        [calls('anthropic', CLAUDE)]: '0+1x70',
        [calls('anthropic', 'claude-sonnet-4-5')]: '0x5 1+1x39 40x30',
        [errors('anthropic', 'claude-sonnet-4-5', 'overloaded_error')]: '0x5 1+1x39 40x30',
      },
      at: {
        '10m': [],
        '25m': [
          {
            labels: { provider: 'anthropic', model: 'claude-sonnet-4-5', severity: 'warning' },
            description:
              'anthropic refuses 50% of the calls of claude-sonnet-4-5: too many, or it is overloaded.',
          },
        ],
        '70m': [],
      },
    },
    {
      story: 'Ten of twenty calls a minute are refused, each by a name that some client has for it.',
      series: {
        [calls('openai', 'gpt-4.1')]: '0+20x30 600x30',
        [errors('openai', 'gpt-4.1', 'openai.RateLimitError')]: '0+1x30 30x30',
        [errors('openai', 'gpt-4.1', 'pydantic_ai.exceptions.ModelRateLimitError')]: '0+1x30 30x30',
        [errors('openai', 'gpt-4.1', 'rate_limit_error')]: '0+1x30 30x30',
        [errors('openai', 'gpt-4.1', 'TooManyRequestsError')]: '0+1x30 30x30',
        [errors('openai', 'gpt-4.1', 'google.api_core.exceptions.ResourceExhausted')]: '0+1x30 30x30',
        [errors('openai', 'gpt-4.1', 'ThrottlingException')]: '0+1x30 30x30',
        [errors('openai', 'gpt-4.1', 'ServiceUnavailableError')]: '0+1x30 30x30',
        [errors('openai', 'gpt-4.1', 'insufficient_quota')]: '0+1x30 30x30',
        [errors('openai', 'gpt-4.1', '503')]: '0+1x30 30x30',
        [errors('openai', 'gpt-4.1', '529')]: '0+1x30 30x30',
      },
      at: {
        '20m': [
          {
            labels: { provider: 'openai', model: 'gpt-4.1', severity: 'warning' },
            description: 'openai refuses 50% of the calls of gpt-4.1: too many, or it is overloaded.',
          },
        ],
        '50m': [],
      },
    },
    {
      story: 'One in five is refused, which tries again get over.',
      series: {
        [calls('openai', GPT)]: '0+8x60',
        [calls('openai', 'gpt-4.1')]: '0+2x60',
        [errors('openai', 'gpt-4.1', 'RateLimitError')]: '0+2x60',
      },
      at: { '20m': [], '60m': [] },
    },
    {
      story: 'All nine calls of ten minutes are refused: few.',
      series: {
        [calls('google', 'gemini-2.5-flash')]: '5x20 6+1x8 14x40',
        [errors('google', 'gemini-2.5-flash', 'RESOURCE_EXHAUSTED')]: '5x20 6+1x8 14x40',
      },
      at: { '25m': [], '30m': [], '60m': [] },
    },
    {
      story: 'All calls time out, which is no refusal.',
      series: {
        [calls('openai', 'gpt-4.1')]: '0+10x60',
        [errors('openai', 'gpt-4.1', 'timeout')]: '0+10x60',
      },
      at: { '20m': [], '60m': [] },
    },
  ],
  ModelFailing: [
    {
      story:
        'For twenty minutes three of twenty calls a minute fail with 500, under the name that was asked for.',
      series: {
        [calls('openai', GPT)]: '0+20x10 217+17x19 560+20x40',
        [calls('openai', 'gpt-4.1')]: '0x10 3+3x19 60x40',
        [errors('openai', 'gpt-4.1', '500')]: '0x10 3+3x19 60x40',
      },
      at: {
        '10m': [],
        '17m': [],
        '20m': [
          {
            labels: { provider: 'openai', model: 'gpt-4.1', severity: 'warning' },
            description: '15% of the calls of gpt-4.1 (openai) fail.',
          },
        ],
        '45m': [],
      },
    },
    {
      story: 'Every second of the few calls times out.',
      series: {
        [calls('anthropic', CLAUDE)]: '0+1x70',
        [calls('anthropic', 'claude-sonnet-4-5')]: '0+1x40 40x30',
        [errors('anthropic', 'claude-sonnet-4-5', 'timeout')]: '0+0.5x40 20x30',
      },
      at: {
        '8m': [],
        '30m': [
          {
            labels: { provider: 'anthropic', model: 'claude-sonnet-4-5', severity: 'warning' },
            description: '25% of the calls of claude-sonnet-4-5 (anthropic) fail.',
          },
        ],
        '70m': [],
      },
    },
    {
      story: 'One in twelve fails.',
      series: {
        [calls('openai', 'gpt-4.1')]: '0+12x60',
        [errors('openai', 'gpt-4.1', '500')]: '0+1x60',
      },
      at: { '20m': [], '60m': [] },
    },
    {
      story: 'Four calls fail, all that there were: few.',
      series: {
        [calls('google', 'gemini-2.5-flash')]: '0x10 1x2 2x2 3x2 4x40',
        [errors('google', 'gemini-2.5-flash', '500')]: '0x10 1x2 2x2 3x2 4x40',
      },
      at: { '16m': [], '20m': [], '60m': [] },
    },
    {
      story: 'What is refused as too many, or given up by who asked, is another matter.',
      series: {
        [calls('openai', 'gpt-4.1')]: '0+10x60',
        [errors('openai', 'gpt-4.1', '429')]: '0+5x60',
        [errors('openai', 'gpt-4.1', 'AbortError')]: '0+2x60',
        [errors('openai', 'gpt-4.1', 'GeneratorExit')]: '0+2x60',
        [errors('openai', 'gpt-4.1', 'asyncio.CancelledError')]: '0+1x60',
      },
      at: { '20m': [], '60m': [] },
    },
  ],
  UnpricedModel: [
    {
      story: 'A model that nobody knows is asked three times: its counter is born with 3.',
      series: { [unpriced('acme-lm')]: '_x10 3x100', 'up{job="hub",instance="h"}': '1x100' },
      at: {
        '9m': [],
        '10m': [
          {
            labels: { provider: 'acme', model: 'acme-lm', severity: 'warning' },
            description: '3 calls of acme-lm (acme) within the last hour have no price.',
          },
        ],
        '72m': [],
      },
    },
    {
      story: 'One that was asked five times is asked three times more.',
      series: { [unpriced('acme-lm')]: '5x70 8x100', 'up{job="hub",instance="h"}': '1x170' },
      at: {
        '70m': [],
        '71m': [
          {
            labels: { provider: 'acme', model: 'acme-lm', severity: 'warning' },
            description: '3 calls of acme-lm (acme) within the last hour have no price.',
          },
        ],
        '135m': [],
      },
    },
    {
      story: 'Prometheus is away for three hours: calls of long ago are no news.',
      series: {
        [unpriced('acme-lm')]: '7x30 _x180 7x100',
        'up{job="hub",instance="h"}': '1x30 _x180 1x100',
      },
      at: { '20m': [], '212m': [], '280m': [] },
    },
    {
      story: 'All calls of a model have a price.',
      series: { [unpriced('acme-lm-2')]: '0x100' },
      at: { '10m': [], '100m': [] },
    },
  ],
  PriceTableOld: [
    {
      story:
        'The table of one of two hubs turns ninety days old, and two hours later a new one is installed.',
      interval: '10m',
      series: { [age('h')]: '7772400+600x20 3600x10', [age('h2')]: '3600x30' },
      at: {
        '60m': [],
        '120m': [],
        '130m': [
          {
            labels: { severity: 'info' },
            description: 'The hub prices by a table that is 90d 1h 10m 0s old.',
          },
        ],
        '250m': [],
      },
    },
    {
      story: 'A table of eighty-nine days.',
      series: { [age('h')]: '7689600x120' },
      at: { '60m': [], '120m': [] },
    },
  ],
};
