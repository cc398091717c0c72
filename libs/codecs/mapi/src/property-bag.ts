/** The properties of one object, each at most once whatever its type. [MS-OXCPRPT] 1.1 */
import { type Property, type PropertyDefinition, type PropertyValue, keyText } from './property.ts';

type MapKey = number | string;

function mapKey(key: PropertyDefinition['key']): MapKey {
  return typeof key === 'number' ? key : keyText(key);
}

export class PropertyBag implements Iterable<Property> {
  readonly #properties = new Map<MapKey, Property>();

  constructor(properties: Iterable<Property> = []) {
    for (const property of properties) this.put(property);
  }

  get size(): number {
    return this.#properties.size;
  }

  /** The value of `definition`, or undefined where it is absent. */
  get<V extends PropertyValue>(definition: PropertyDefinition<V>): V | undefined {
    return this.#properties.get(mapKey(definition.key))?.value as V | undefined;
  }

  has(definition: PropertyDefinition): boolean {
    return this.#properties.has(mapKey(definition.key));
  }

  /** Sets the value, in the type of the registry; undefined leaves the bag as it is. */
  set<V extends PropertyValue>(definition: PropertyDefinition<V>, value: V | undefined): this {
    if (value !== undefined) this.put({ key: definition.key, type: definition.type, value });
    return this;
  }

  /** Puts a property of any name and type, in place of one of the same name. */
  put(property: Property): this {
    this.#properties.set(mapKey(property.key), property);
    return this;
  }

  find(key: Property['key']): Property | undefined {
    return this.#properties.get(mapKey(key));
  }

  delete(definition: Pick<PropertyDefinition, 'key'>): boolean {
    return this.#properties.delete(mapKey(definition.key));
  }

  /** In the order in which they were first put. */
  [Symbol.iterator](): IterableIterator<Property> {
    return this.#properties.values();
  }
}
