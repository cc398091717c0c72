export { openEmbeddedAdapters, type Adapters, type EmbeddedOptions } from './embedded-adapters.ts';
export { runService, type RunningService, type ServiceDescription } from './run-service.ts';
