export { type HttpAddresses, HttpListeners } from './nest/http-listeners.ts';
export { type SyncSettings, syncSettings } from './sync-settings.ts';
