export interface Looks {
  /** What stands in place of a member; undefined where nothing does. */
  readonly get: (name: PropertyKey) => { readonly value: unknown } | undefined;
  /** What is set in place of this value. */
  readonly set?: (name: PropertyKey, value: unknown) => unknown;
}

/**
 * The same object but for some members: of the same class, with the same fields, and methods that run on the object
 * itself, so that private fields are found.
 */
export function transparent<T extends object>(object: T, { get, set }: Looks): T {
  const bound = new WeakMap<object, unknown>();
  return new Proxy(object, {
    get(target, name) {
      const other = get(name);
      if (other !== undefined) return other.value;
      const value: unknown = Reflect.get(target, name, target);
      // Functions that were set on the object are given back as they were set.
      if (typeof value !== 'function' || name === 'constructor' || Object.hasOwn(target, name)) return value;
      if (!bound.has(value)) bound.set(value, value.bind(target));
      return bound.get(value);
    },
    set(target, name, value) {
      return Reflect.set(target, name, set === undefined ? value : set(name, value), target);
    },
  });
}
