import { describe, expect, it } from 'vitest';
import type { SpanEvent } from '../otlp/records.ts';
import { normaliseSpan } from './normalise.ts';
import { type SpanFixture, spanOf } from './span-fixture.ts';

const FAILED = { statusCode: 2 };
const exception = (type: string, message: string): SpanEvent => ({
  name: 'exception',
  timeUs: 1,
  attributes: { 'exception.type': type, 'exception.message': message, 'exception.stacktrace': 'at …' },
});
const faultOf = (attributes: Record<string, string>, fixture: SpanFixture) => {
  const { errorType, errorMessage } = normaliseSpan(
    spanOf({ 'gen_ai.operation.name': 'execute_tool', ...attributes }, fixture),
  );
  return [errorType, errorMessage];
};

describe('why a span failed', () => {
  it('is its error type and the message of the exception', () => {
    const events = [exception('HTTPError', 'status 503')];
    expect(faultOf({ 'error.type': '503' }, { ...FAILED, events })).toEqual(['503', 'status 503']);
  });

  it('is the last exception, which ended it, where several were recorded', () => {
    const events = [exception('RateLimitError', 'try 1'), exception('TimeoutError', 'try 2')];
    expect(faultOf({}, { ...FAILED, events })).toEqual(['TimeoutError', 'try 2']);
  });

  it('is the status message where there is no exception', () => {
    expect(faultOf({}, { ...FAILED, statusMessage: 'no such tool' })).toEqual([null, 'no such tool']);
  });

  it('is what our own attributes say, on spans and events', () => {
    const attributes = { 'error.type': 'ToolError', 'exception.message': 'bad input' };
    expect(faultOf(attributes, { ...FAILED, statusMessage: 'other' })).toEqual(['ToolError', 'bad input']);
  });

  it('is the status message that Langfuse keeps in an attribute', () => {
    const attributes = {
      'langfuse.observation.level': 'ERROR',
      'langfuse.observation.status_message': 'cut',
    };
    expect(faultOf(attributes, FAILED)).toEqual([null, 'cut']);
  });

  it('counts with an error type alone, where no status was set', () => {
    expect(faultOf({ 'error.type': 'timeout' }, {})).toEqual(['timeout', null]);
  });

  it('is nothing where the span caught an exception and went well', () => {
    const events = [exception('RateLimitError', 'try 1')];
    expect(faultOf({}, { events })).toEqual([null, null]);
    expect(faultOf({ 'error.type': 'x' }, { statusCode: 1, events })).toEqual([null, null]);
  });
});
