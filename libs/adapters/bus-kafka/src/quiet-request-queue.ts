/**
 * Mends the request queue of kafkajs 2.2.4, which after each answer sets a timer by a time in the past, and at its end
 * another: a thousand wake-ups a second for every idle connection, and a warning of Node on the console.
 */
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

const schedule = RequestQueue.prototype.scheduleCheckPendingRequests;

RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleWherePending(this: RequestQueue): void {
  if (this.pending.length > 0) schedule.call(this);
};
