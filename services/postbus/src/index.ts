export { openApiDocument } from './admin/openapi.ts';
export { openApiDocument as mailboxApiDocument, textApiDocument } from '@postbus/sync';
export { configurationDocument } from './server/configuration-document.ts';
export { type Configuration, configuration, readConfiguration } from './server/configuration.ts';
export { type RunningServer, type ServerOptions, startServer } from './server/start-server.ts';
