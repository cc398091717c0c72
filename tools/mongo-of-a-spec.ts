/**
 * A vitest setup file of the cluster tier: a MongoDB-wire server for each spec file, where the tier runs local ones
 * (`POSTBUS_MONGO_OF_A_SPEC`, told by the tier's global setup). One for all of them slows down, and stops answering,
 * after enough killed clients.
 */
import { afterAll } from 'vitest';
import { startMongo } from '@postbus/cluster-servers';

if (process.env['POSTBUS_MONGO_OF_A_SPEC'] !== undefined) {
  const mongo = await startMongo();
  process.env['MONGO_URL'] = mongo.url;
  afterAll(() => mongo.close());
}
