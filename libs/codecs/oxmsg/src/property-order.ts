import type { Property, PropertyBag } from '@postbus/mapi';

/** Above all ids. */
const named = 0x1_0000;

/**
 * The order in which properties are written, whatever order they come in: by id, then those with a name, in the order
 * that they have. A file that was read and is written again is the same file.
 */
export function inOrder(properties: PropertyBag): Property[] {
  return [...properties].sort((one, other) => place(one) - place(other));
}

function place({ key }: Property): number {
  return typeof key === 'number' ? key : named;
}
