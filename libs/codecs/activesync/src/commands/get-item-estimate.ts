/** GetItemEstimate: how many changes Sync would tell. [MS-ASCMD] 2.2.1.9 */
import { type Infer, booleanOrEmpty, integer, text, unsignedInteger } from '../content.ts';
import { container, elements, list, many, one, optional } from '../container.ts';
import { request, response } from '../message.ts';
import { CommonStatus } from '../status/common-status.ts';
import { syncId } from './sync-request.ts';

/** [MS-ASCMD] 2.2.3.125.2 */
const options = container(
  elements('AirSync', {
    FilterType: optional(integer({ min: 0, max: 8 })),
    Class: optional(text()),
    MaxItems: optional(integer({ min: 1 })),
  }),
);

const collection = container({
  ...elements('AirSync', { SyncKey: one(syncId) }),
  ...elements('GetItemEstimate', { CollectionId: one(syncId) }),
  ...elements('AirSync', { ConversationMode: optional(booleanOrEmpty), Options: many(options, { max: 2 }) }),
});

export const getItemEstimateRequest = request(
  'GetItemEstimate',
  'GetItemEstimate',
  container(
    elements('GetItemEstimate', {
      Collections: one(list('GetItemEstimate', 'Collection', collection, { min: 1, max: 1000 })),
    }),
  ),
  { malformed: CommonStatus.InvalidXml },
);
export type GetItemEstimateRequest = Infer<typeof getItemEstimateRequest>;

const estimate = container(
  elements('GetItemEstimate', {
    Status: one(unsignedInteger),
    Collection: optional(
      container(elements('GetItemEstimate', { CollectionId: one(syncId), Estimate: optional(unsignedInteger) })),
    ),
  }),
);

export const getItemEstimateResponse = response(
  'GetItemEstimate',
  'GetItemEstimate',
  container(elements('GetItemEstimate', { Status: optional(unsignedInteger), Response: many(estimate) })),
);
export type GetItemEstimateResponse = Infer<typeof getItemEstimateResponse>;
