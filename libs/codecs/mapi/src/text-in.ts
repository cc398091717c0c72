import type { PropertyBag } from './property-bag.ts';
import type { PropertyDefinition } from './property.ts';

/** The value where it is the string that it should be: objects come from other programs. */
export function textIn(bag: PropertyBag, definition: PropertyDefinition): string | undefined {
  const value = bag.get(definition);
  return typeof value === 'string' ? value : undefined;
}
