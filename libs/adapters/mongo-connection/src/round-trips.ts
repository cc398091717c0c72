/** Commands of a client, told as they end. */
import type { mongo } from 'mongoose';
import { storeRoundTrip } from './channels.ts';

/** Tells of each command of `client`, where it was made to monitor them. */
export function tellRoundTrips(client: mongo.MongoClient): void {
  const tell = (failed: boolean) => (event: mongo.CommandSucceededEvent | mongo.CommandFailedEvent) => {
    if (!storeRoundTrip.hasSubscribers) return;
    storeRoundTrip.publish({ command: event.commandName, duration: event.duration, failed });
  };
  client.on('commandSucceeded', tell(false));
  client.on('commandFailed', tell(true));
}
