/** Stores as a process sees them that dies at one of its calls: from then on nothing it does has an effect. */
import type { Ports } from './dispatch-world.ts';

export class ProcessDied extends Error {}

export interface Death {
  /** Calls that the process still makes; the one after is its last. */
  readonly after: number;
  /** Whether the last one still takes effect, without the process learning of it. */
  readonly takesEffect: boolean;
}

export interface DyingPorts {
  readonly ports: Ports;
  readonly isDead: () => boolean;
}

export function dyingPorts(ports: Ports, death: Death): DyingPorts {
  let calls = 0;
  let dead = false;
  const dying = <Store extends object>(store: Store): Store =>
    new Proxy(store, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        return async (...parameters: unknown[]): Promise<unknown> => {
          const isLast = !dead && calls++ === death.after;
          const happens = !dead && (!isLast || death.takesEffect);
          dead ||= isLast;
          const result: unknown = happens ? await Reflect.apply(value, target, parameters) : undefined;
          if (dead) throw new ProcessDied('the process died');
          return result;
        };
      },
    });
  const { textMessages, mailStore, jobStore } = ports;
  return {
    ports: { textMessages: dying(textMessages), mailStore: dying(mailStore), jobStore: dying(jobStore) },
    isDead: () => dead,
  };
}
