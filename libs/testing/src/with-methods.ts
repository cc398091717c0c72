/** A store, or whatever else a test reaches through, some of whose methods do what the test says. */

/** @returns `target` with `methods` in place of its own; all others are called on it */
export function withMethods<Target extends object>(target: Target, methods: Partial<Target>): Target {
  return new Proxy(target, {
    get: (whole, name) => {
      if (Object.hasOwn(methods, name)) return methods[name as keyof Target];
      const member: unknown = Reflect.get(whole, name);
      return typeof member === 'function' ? (member.bind(whole) as unknown) : member;
    },
  });
}
