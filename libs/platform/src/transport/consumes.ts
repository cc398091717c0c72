/** `@Consumes` marks a method of a provider or controller as the handler of a topic's events. */
import 'reflect-metadata';
import type { Topic } from '@postbus/contracts';
import type { SharedOptions } from '@postbus/ports';
import type { Received } from './received.ts';

export type ConsumesOptions =
  | ({ readonly mode?: 'shared' } & SharedOptions)
  /** Each process reads all that is published from now on. */
  | { readonly mode: 'broadcast' };

export interface Consumption {
  readonly topic: Topic;
  readonly options: ConsumesOptions;
}

const consumptionKey = Symbol('postbus:consumes');

export function Consumes<Data>(topic: Topic<Data>, options: ConsumesOptions) {
  return (
    prototype: object,
    method: string,
    _descriptor: TypedPropertyDescriptor<(event: Received<Data>) => Promise<void>>,
  ): void => {
    Reflect.defineMetadata(consumptionKey, { topic, options }, prototype, method);
  };
}

/** What `@Consumes` said of a method, also of one inherited. */
export function consumptionOf(prototype: object, method: string): Consumption | undefined {
  return Reflect.getMetadata(consumptionKey, prototype, method) as Consumption | undefined;
}
