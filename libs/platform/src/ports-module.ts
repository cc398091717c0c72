/** Gives an application the adapters that its `main.ts` chose. */
import { type DynamicModule, type InjectionToken, Module } from '@nestjs/common';

@Module({})
class PortsModule {}

/**
 * A global module: every module of the application can inject the adapters. Whoever opened one also closes it.
 *
 * @param adapters by token: `[[MESSAGE_BUS, bus], [MAIL_STORE, store]]`
 */
export function portsModule(adapters: Iterable<readonly [InjectionToken, unknown]>): DynamicModule {
  const providers = Array.from(adapters, ([provide, useValue]) => ({ provide, useValue }));
  return { module: PortsModule, global: true, providers, exports: providers.map(({ provide }) => provide) };
}
