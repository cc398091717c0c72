import { MoveItemsStatus } from '@postbus/activesync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestMail, plainMail } from '../mail.fixture.ts';
import { collectionId, parseServerId, serverId } from '../server-id.ts';
import { MoveItemsCommand } from './move-items.ts';

let mail: TestMail;
beforeAll(async () => {
  mail = await TestMail.open();
});
afterAll(() => mail.close());

const idOf = ({ folder, id }: { readonly folder: number; readonly id: number }) => serverId({ folder, message: id });

async function move(SrcMsgId: string, from: number | string, to: number | string) {
  const command = new MoveItemsCommand(mail.store);
  const Move = [{ SrcMsgId, SrcFldId: String(from), DstFldId: String(to) }];
  return (await command.execute({ Move }, mail.context)).Response?.[0];
}

describe('MoveItems, [MS-ASCMD] 2.2.1.12', () => {
  it('gives the id that the item has where it went', async () => {
    const message = await mail.deliver(plainMail('x'));
    const moved = await move(idOf(message), message.folder, mail.folder('junk'));
    expect(moved).toMatchObject({ SrcMsgId: idOf(message), Status: MoveItemsStatus.Success });
    const id = parseServerId(moved?.DstMsgId ?? '');
    expect(id?.folder).toBe(mail.folder('junk'));
    expect((await mail.record(id?.message ?? 0)).folder).toBe(mail.folder('junk'));
    expect(await mail.store.message(mail.scope, message.id)).toBeUndefined();
  });

  it('answers a request that comes again as the first time', async () => {
    const message = await mail.deliver(plainMail('x'));
    const first = await move(idOf(message), message.folder, mail.folder('deleted'));
    expect(await move(idOf(message), message.folder, mail.folder('deleted'))).toEqual(first);
  });

  it('tells each failure by itself', async () => {
    const one = await mail.deliver(plainMail('x'));
    const two = await mail.deliver(plainMail('x'));
    const inbox = collectionId(one.folder);
    const junk = collectionId(mail.folder('junk'));
    const Move = [
      { SrcMsgId: idOf(one), SrcFldId: inbox, DstFldId: junk },
      { SrcMsgId: `${inbox}:999999`, SrcFldId: inbox, DstFldId: junk },
      { SrcMsgId: 'nonsense', SrcFldId: inbox, DstFldId: junk },
      { SrcMsgId: idOf(two), SrcFldId: junk, DstFldId: inbox },
      { SrcMsgId: `${junk}:${two.id}`, SrcFldId: junk, DstFldId: inbox },
      { SrcMsgId: idOf(two), SrcFldId: inbox, DstFldId: '999999' },
      { SrcMsgId: idOf(two), SrcFldId: inbox, DstFldId: collectionId(mail.folder('root')) },
      { SrcMsgId: idOf(two), SrcFldId: inbox, DstFldId: inbox },
    ];
    const { Response } = await new MoveItemsCommand(mail.store).execute({ Move }, mail.context);
    expect(Response?.map(({ Status }) => Status)).toEqual([3, 1, 1, 1, 1, 2, 2, 4]);
    expect((await mail.record(two.id)).folder).toBe(two.folder);
  });

  it('moves no more items than one request may', async () => {
    const message = await mail.deliver(plainMail('x'));
    const one = { SrcMsgId: idOf(message), SrcFldId: String(message.folder), DstFldId: String(mail.folder('junk')) };
    const { Response } = await new MoveItemsCommand(mail.store, { items: 0 }).execute({ Move: [one] }, mail.context);
    expect(Response).toEqual([{ SrcMsgId: one.SrcMsgId, Status: MoveItemsStatus.CannotMove }]);
  });
});
