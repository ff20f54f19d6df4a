import type { Library } from '../library.ts';

export const grpc: Library = {
  name: 'grpc',
  packages: ['@grpc/grpc-js'],
  fingerprint: 'grpc.max_send_message_length',
  make: (load) => {
    const { GrpcInstrumentation } = load(
      '@opentelemetry/instrumentation-grpc',
    ) as typeof import('@opentelemetry/instrumentation-grpc');
    return new GrpcInstrumentation();
  },
};
