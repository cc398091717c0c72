/**
 * Subscribes every `@Consumes` method of an application's providers and controllers when it starts, and closes the
 * subscriptions when it stops, before anything that the handlers need is taken down.
 */
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Module,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DiscoveryModule, DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { MessageBus, Subscription } from '@postbus/ports';
import { MESSAGE_BUS } from '../tokens.ts';
import { type Consumption, consumptionOf } from './consumes.ts';
import { type EventHandler, recordHandler } from './handle-record.ts';

@Injectable()
export class BusConsumers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #subscriptions: Subscription[] = [];

  constructor(
    @Inject(MESSAGE_BUS) private readonly bus: MessageBus,
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    for (const instance of this.#instances()) {
      for (const method of this.scanner.getAllMethodNames(Object.getPrototypeOf(instance) as object)) {
        const consumption = consumptionOf(instance, method);
        if (consumption === undefined) continue;
        const handler = (instance as Record<string, EventHandler>)[method]!.bind(instance);
        this.#subscriptions.push(await this.#subscribe(consumption, handler));
      }
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.#subscriptions.splice(0).map((subscription) => subscription.close()));
  }

  #subscribe({ topic, options }: Consumption, handler: EventHandler): Promise<Subscription> {
    if (options.mode === 'broadcast') return this.bus.subscribeBroadcast(topic.name, recordHandler(topic, handler));
    return this.bus.subscribeShared(topic.name, options, recordHandler(topic, handler, options.group));
  }

  /** Each once, though several modules may share it. */
  #instances(): Set<object> {
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    const instances = wrappers.map(({ instance }) => instance as unknown);
    return new Set(
      instances.filter((instance): instance is object => typeof instance === 'object' && instance !== null),
    );
  }
}

/** Imported by an application's root module; needs `MESSAGE_BUS`. */
@Module({ imports: [DiscoveryModule], providers: [BusConsumers, MetadataScanner] })
export class BusConsumersModule {}
