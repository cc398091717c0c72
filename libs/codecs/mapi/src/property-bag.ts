/** The properties of one object, each at most once whatever its type. [MS-OXCPRPT] 1.1 */
import {
  type MapKey,
  type Property,
  type PropertyDefinition,
  type PropertyKey,
  type PropertyValue,
  isSameKey,
  keyNumber,
  mapKey,
} from './property.ts';

/** Up to so many properties it is quicker to look through the numbers of their keys than to keep a Map of them. */
const fewKeys = 64;

export class PropertyBag implements Iterable<Property> {
  #properties: Property[] = [];
  /** Numbers of the keys of the properties, in their order; unknown until asked for. */
  #numbers: number[] | undefined = [];
  /** Where each key stands, once there are more than a few. */
  #places: Map<MapKey, number> | undefined;

  constructor(properties: Iterable<Property> = []) {
    for (const property of properties) this.put(property);
  }

  /** The bag of `properties`, which become its own and have each another name: nothing is looked up. */
  static ofDistinct(properties: Property[]): PropertyBag {
    const bag = new PropertyBag();
    bag.#properties = properties;
    bag.#numbers = undefined;
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
    return this.#place(definition.key) !== -1;
  }

  /** Sets the value, in the type of the registry; undefined leaves the bag as it is. */
  set<V extends PropertyValue>(definition: PropertyDefinition<V>, value: V | undefined): this {
    if (value !== undefined) this.put({ key: definition.key, type: definition.type, value });
    return this;
  }

  /** Puts a property of any name and type, in place of one of the same name. */
  put(property: Property): this {
    const place = this.#place(property.key);
    if (place === -1) this.#append(property);
    else this.#properties[place] = property;
    return this;
  }

  find(key: PropertyKey): Property | undefined {
    const place = this.#place(key);
    return place === -1 ? undefined : this.#properties[place];
  }

  delete(definition: Pick<PropertyDefinition, 'key'>): boolean {
    const place = this.#place(definition.key);
    if (place === -1) return false;
    this.#properties.splice(place, 1);
    this.#numbers = undefined;
    this.#places = undefined;
    return true;
  }

  /** In the order in which they were first put. */
  [Symbol.iterator](): IterableIterator<Property> {
    return this.#properties.values();
  }

  #append(property: Property): void {
    this.#places?.set(mapKey(property.key), this.#properties.length);
    this.#numbers?.push(keyNumber(property.key));
    this.#properties.push(property);
  }

  /** The index of what has `key`, or -1. */
  #place(key: PropertyKey): number {
    const properties = this.#properties;
    if (properties.length > fewKeys) return this.#placeOfMany(key);
    const numbers = (this.#numbers ??= properties.map((property) => keyNumber(property.key)));
    const number = keyNumber(key);
    for (let place = 0; place < numbers.length; place++) {
      if (numbers[place] === number && isSameKey(properties[place]!.key, key)) return place;
    }
    return -1;
  }

  #placeOfMany(key: PropertyKey): number {
    this.#places ??= new Map(this.#properties.map((property, place) => [mapKey(property.key), place]));
    return this.#places.get(mapKey(key)) ?? -1;
  }
}
