import { type Library, untraced } from '../library.ts';
import { instrumentationPackages } from '../packages.ts';

export const undici: Library = {
  name: 'undici',
  make: (load) => {
    const { UndiciInstrumentation } = instrumentationPackages().undici();
    return new UndiciInstrumentation({ ignoreRequestHook: untraced(load) });
  },
};
