/** The properties of one object, each at most once whatever its type. [MS-OXCPRPT] 1.1 */
import { type MapKey, type Property, type PropertyDefinition, type PropertyValue, mapKey } from './property.ts';

/** Up to so many properties it is quicker to look through their keys than to keep a Map of them. */
const fewKeys = 32;

export class PropertyBag implements Iterable<Property> {
  #properties: Property[] = [];
  /** Of the properties, in their order; unknown until asked for. */
  #keys: MapKey[] | undefined = [];
  /** Where each key stands, once there are more than a few. */
  #places: Map<MapKey, number> | undefined;

  constructor(properties: Iterable<Property> = []) {
    for (const property of properties) this.put(property);
  }

  /** The bag of `properties`, which become its own and have each another name: nothing is looked up. */
  static ofDistinct(properties: Property[]): PropertyBag {
    const bag = new PropertyBag();
    bag.#properties = properties;
    bag.#keys = undefined;
    return bag;
  }

  get size(): number {
    return this.#properties.length;
  }

  /** The value of `definition`, or undefined where it is absent. */
  get<V extends PropertyValue>(definition: PropertyDefinition<V>): V | undefined {
    return this.find(definition.key)?.value as V | undefined;
  }

  has(definition: PropertyDefinition): boolean {
    return this.#place(mapKey(definition.key)) !== -1;
  }

  /** Sets the value, in the type of the registry; undefined leaves the bag as it is. */
  set<V extends PropertyValue>(definition: PropertyDefinition<V>, value: V | undefined): this {
    if (value !== undefined) this.put({ key: definition.key, type: definition.type, value });
    return this;
  }

  /** Puts a property of any name and type, in place of one of the same name. */
  put(property: Property): this {
    const key = mapKey(property.key);
    const place = this.#place(key);
    if (place === -1) this.#append(key, property);
    else this.#properties[place] = property;
    return this;
  }

  find(key: Property['key']): Property | undefined {
    const place = this.#place(mapKey(key));
    return place === -1 ? undefined : this.#properties[place];
  }

  delete(definition: Pick<PropertyDefinition, 'key'>): boolean {
    const place = this.#place(mapKey(definition.key));
    if (place === -1) return false;
    this.#properties.splice(place, 1);
    this.#keys = undefined;
    this.#places = undefined;
    return true;
  }

  /** In the order in which they were first put. */
  [Symbol.iterator](): IterableIterator<Property> {
    return this.#properties.values();
  }

  #append(key: MapKey, property: Property): void {
    this.#places?.set(key, this.#properties.length);
    this.#keys?.push(key);
    this.#properties.push(property);
  }

  /** The index of what has `key`, or -1. */
  #place(key: MapKey): number {
    const keys = (this.#keys ??= this.#properties.map((property) => mapKey(property.key)));
    if (keys.length <= fewKeys) return keys.indexOf(key);
    this.#places ??= new Map(keys.map((one, place) => [one, place]));
    return this.#places.get(key) ?? -1;
  }
}
