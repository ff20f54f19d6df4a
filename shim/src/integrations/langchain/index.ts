/** LangChain and LangGraph, seen through their callbacks. */
export { type ObservatoryCallbacks, observatoryCallbacks } from './observatory-callbacks.ts';
export { type LangChainContext, observeLangChain } from './observe-lang-chain.ts';
