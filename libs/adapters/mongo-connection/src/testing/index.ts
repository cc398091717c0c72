export { mongoUrl, openTestDatabase, type TestDatabase } from './test-database.ts';
export { WireProxy } from './wire-proxy.ts';
