export type { EmbeddedBusOptions } from './bus-options.ts';
export { DataFolderError, lockDataFolder, type DataFolderLock } from './data-folder-lock.ts';
export { openEmbeddedBus, type EmbeddedBus } from './embedded-bus.ts';
