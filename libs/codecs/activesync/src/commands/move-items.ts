/** MoveItems: puts items into other folders. [MS-ASCMD] 2.2.1.12 */
import { type Infer, text, unsignedInteger } from '../content.ts';
import { container, elements, many, one, optional, some } from '../container.ts';
import { request, response } from '../message.ts';
import { CommonStatus } from '../status/common-status.ts';

const id = text({ minLength: 1, maxLength: 64 });
const move = container(elements('Move', { SrcMsgId: one(id), SrcFldId: one(id), DstFldId: one(id) }));

export const moveItemsRequest = request('Move', 'MoveItems', container(elements('Move', { Move: some(move) })), {
  malformed: CommonStatus.InvalidXml,
});
export type MoveItemsRequest = Infer<typeof moveItemsRequest>;

const moved = container(elements('Move', { SrcMsgId: one(id), Status: one(unsignedInteger), DstMsgId: optional(id) }));

export const moveItemsResponse = response(
  'Move',
  'MoveItems',
  container(elements('Move', { Status: optional(unsignedInteger), Response: many(moved) })),
);
export type MoveItemsResponse = Infer<typeof moveItemsResponse>;
