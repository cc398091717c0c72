export type { Adapters, Ports } from './adapters.ts';
export { openEmbeddedAdapters, type EmbeddedOptions } from './embedded-adapters.ts';
export { openAdapters, type AdapterSettings } from './open-adapters.ts';
export { mistakeBeside, mistakesTogether, processSettings, type ProcessSettings } from './process-settings.ts';
export { runService, type ServiceDescription } from './run-service.ts';
export {
  startProcess,
  type Listening,
  type ProcessDescription,
  type ProcessParts,
  type RunningProcess,
} from './start-process.ts';
export { textChannels, type TextChannelAdapters } from './text-channels.ts';
