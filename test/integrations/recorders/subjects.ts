/** A package whose spans are recorded, with the program that makes it make them. */
export interface RecordedPackage {
  /** In its registry; the Python ones are of PyPI. */
  readonly name: string;
  /** `newest` or `previous`: the folder of packages, and the version of the Python ones. */
  readonly age: 'newest' | 'previous';
  /** In `programs/`. */
  readonly program: string;
  /** Its folder below `node_modules`, where that is not its name. */
  readonly alias?: string;
  /** What is recorded with it, for the name of the file. */
  readonly beside?: string;
}

const both = (name: string, program: string): RecordedPackage[] => [
  { name, age: 'newest', program },
  { name, age: 'previous', program },
];

/** All packages of npm that are recorded. */
export const recordedPackages: readonly RecordedPackage[] = [
  ...both('@traceloop/instrumentation-openai', 'traceloop-openai.mjs'),
  ...both('@traceloop/instrumentation-anthropic', 'traceloop-anthropic.mjs'),
  ...both('@traceloop/instrumentation-langchain', 'traceloop-langchain.mjs'),
  ...both('@arizeai/openinference-instrumentation-openai', 'openinference-openai.mjs'),
  ...both('@arizeai/openinference-instrumentation-anthropic', 'openinference-anthropic.mjs'),
  ...both('@arizeai/openinference-instrumentation-langchain', 'openinference-langchain.mjs'),
  {
    name: '@arizeai/openinference-instrumentation-langchain',
    age: 'previous',
    program: 'openinference-langchain-beside.mjs',
    beside: '-beside-opentelemetry-openai',
  },
  ...both('@arizeai/openinference-vercel', 'openinference-vercel.mjs'),
  ...both('@langfuse/openai', 'langfuse.mjs'),
  ...both('@opentelemetry/instrumentation-openai', 'opentelemetry-openai.mjs'),
  ...both('ai', 'ai-sdk.mjs'),
  { name: 'ai', age: 'previous', program: 'ai-sdk-5.mjs', alias: 'ai-5' },
];
