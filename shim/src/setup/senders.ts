import type { ShimConfig, Signal } from '../config/shim-config.ts';
import { GrpcSender } from './grpc-sender.ts';
import { HttpSender } from './http-sender.ts';
import type { OtlpSender } from './otlp-sender.ts';

/** The sender of a signal. */
export function createSender(signal: Signal, { targets }: ShimConfig): OtlpSender {
  const target = targets[signal];
  return target.protocol === 'grpc' ? new GrpcSender(signal, target) : new HttpSender(signal, target);
}
