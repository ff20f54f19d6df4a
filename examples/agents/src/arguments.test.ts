import { describe, expect, test } from 'vitest';
import { readArguments } from './arguments.ts';

const problemsOf = (...argv: string[]) => readArguments(argv).problems;

describe('the command line', () => {
  test('has defaults for everything', () => {
    expect(readArguments([])).toEqual({
      args: {
        runsPerMinute: 20,
        failures: 0.15,
        stuck: 0.02,
        retries: 0.12,
        seed: 1561,
        speed: 1,
        runs: Number.POSITIVE_INFINITY,
        durationMs: Number.POSITIVE_INFINITY,
        quiet: false,
        help: false,
      },
      problems: [],
    });
  });

  test('takes every option, with a blank or an equals sign', () => {
    const { args, problems } = readArguments(
      '--rate 12 --failures=0.5 --stuck 3 --retries 0.2 --fault=rate_limited --seed=42 --speed 10 --runs 8 --duration 90s --quiet -h'.split(
        ' ',
      ),
    );
    expect(problems).toEqual([]);
    expect(args).toEqual({
      runsPerMinute: 12,
      failures: 0.5,
      stuck: 3,
      retries: 0.2,
      fault: 'rate_limited',
      seed: 42,
      speed: 10,
      runs: 8,
      durationMs: 90_000,
      quiet: true,
      help: true,
    });
  });

  test.each([
    ['500ms', 500],
    ['1.5s', 1_500],
    ['2m', 120_000],
    ['1h', 3_600_000],
  ])('reads the duration %s', (text, ms) => {
    expect(readArguments(['--duration', text]).args.durationMs).toBe(ms);
  });

  test.each([
    [['--rate', '0'], "--rate expects runs per minute, above 0 and at most 6000, got '0'."],
    [['--rate', 'fast'], "--rate expects runs per minute, above 0 and at most 6000, got 'fast'."],
    [['--rate', '0x10'], "--rate expects runs per minute, above 0 and at most 6000, got '0x10'."],
    [['--rate'], '--rate expects runs per minute, above 0 and at most 6000, got nothing.'],
    [['--failures', '1.5'], "--failures expects a share from 0 to 1, got '1.5'."],
    [
      ['--fault', 'gremlins'],
      "--fault expects one of answer_broken, database_locked, http_500, http_malformed, http_slow, overloaded, payment_twice, rate_limited, row_invalid, small_budget, tool_refuses, got 'gremlins'.",
    ],
    [['--retries', '2'], "--retries expects a share from 0 to 1, got '2'."],
    [['--stuck=-1'], "--stuck expects a share from 0 to below 1, or a whole number of runs, got '-1'."],
    [['--stuck', '1.5'], "--stuck expects a share from 0 to below 1, or a whole number of runs, got '1.5'."],
    [['--seed', '7.5'], "--seed expects a whole number from 0 to 2^53 - 1, got '7.5'."],
    [['--runs', '0'], "--runs expects a whole number from 1 on, got '0'."],
    [['--runs='], "--runs expects a whole number from 1 on, got ''."],
    [['--duration', '60'], "--duration expects a time above 0 such as 90s, 5m or 1h, got '60'."],
    [['--speed', '0'], "--speed expects a factor from 0.1 to 1000, got '0'."],
    [['--colour'], 'There is no option --colour; --help lists them.'],
    [['--toString'], 'There is no option --toString; --help lists them.'],
    [['--quiet=yes'], "--quiet takes no value, got 'yes'."],
    [['fast'], "Expected options only, got 'fast'."],
  ])('names what is wrong with %j', (argv, message) => {
    expect(problemsOf(...argv)).toEqual([message]);
  });

  test('names every wrong argument, not only the first', () => {
    expect(problemsOf('--rate', 'x', '--runs', 'y', '--what')).toHaveLength(3);
  });
});
