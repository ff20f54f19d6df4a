import { guarded } from '../../setup/guard.ts';
import { sayOnce } from '../../setup/say.ts';
import { followLangChain, observatoryCallbacks } from './observatory-callbacks.ts';

const VARIABLE = 'observatory';

/** What is used of `@langchain/core/context`. */
export interface LangChainContext {
  registerConfigureHook(hook: { contextVar?: string }): void;
  setContextVariable(name: PropertyKey, value: unknown): void;
}

/**
 * Has LangChain call `observatoryCallbacks()` for whatever runs in this process, graphs, chains and models alike:
 * `import * as context from '@langchain/core/context'; observeLangChain(context);`. Once is enough.
 */
export function observeLangChain(context: LangChainContext): void {
  guarded('observing LangChain', () => {
    const followed = followLangChain();
    if (followed === undefined) {
      sayOnce(
        'LangChain keeps no context, so it is not observed: give observeLangChain @langchain/core/context',
      );
      return;
    }
    followed.everywhere(() => {
      context.setContextVariable(VARIABLE, observatoryCallbacks());
      context.registerConfigureHook({ contextVar: VARIABLE });
    });
  });
}
