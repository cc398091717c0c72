/** Collects the values of an option that may come several times. */
export const several = (value: string, before: readonly string[] = []): string[] => [...before, value];
