export { openMongoStore, type MongoStore } from './open-mongo-store.ts';
export { openMongoAttemptLog, type MongoAttemptLogOptions } from './attempts/attempt-log.ts';
