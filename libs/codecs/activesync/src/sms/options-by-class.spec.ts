import { decodeWbxml, element } from '@postbus/wbxml';
import { describe, expect, it } from 'vitest';
import {
  ItemClass,
  MessageError,
  type SyncOptions,
  addedClass,
  encodeMessage,
  fetchedClass,
  getItemEstimateRequest,
  isSmsFilter,
  optionsByClass,
  protocolVersions,
  readMessage,
  stickyOptions,
  syncRequest,
} from '../index.ts';

const sms: SyncOptions = { Class: 'SMS', FilterType: 3 };
const email: SyncOptions = { FilterType: 2 };

describe('options by class, [MS-ASMS] 3.1.4.1.1', () => {
  it('are those of the folder itself and of its text messages, in either order', () => {
    expect(optionsByClass([email, sms])).toEqual({ own: email, sms });
    expect(optionsByClass([sms, { ...email, Class: 'Email' }])).toEqual({ own: { ...email, Class: 'Email' }, sms });
  });

  it('without Class are those of the class that the folder holds', () => {
    expect(optionsByClass([{}], ItemClass.Calendar)).toEqual({ own: {} });
    expect(optionsByClass([{ Class: 'Calendar' }], ItemClass.Calendar)).toEqual({ own: { Class: 'Calendar' } });
  });

  it('that are not there ask for items of the class that the folder holds', () => {
    expect(optionsByClass([])).toEqual({ own: {} });
  });

  it('of text messages alone ask for nothing else', () => {
    expect(optionsByClass([sms])).toEqual({ sms });
  });

  it('of text messages need no FilterType: nothing is filtered out, [MS-ASCMD] 2.2.3.68.2', () => {
    expect(optionsByClass([{ Class: 'SMS' }])).toEqual({ sms: { Class: 'SMS' } });
    expect(isSmsFilter()).toBe(true);
  });

  it.each([
    ['too-many-options', 'Options[3]', [email, sms, {}], ItemClass.Email],
    ['class-repeated', 'Options[2]/Class', [sms, sms], ItemClass.Email],
    ['class-repeated', 'Options[2]/Class', [{}, { Class: 'Email' }], ItemClass.Email],
    ['class-not-allowed', 'Options[2]/Class', [sms, { Class: 'Tasks' }], ItemClass.Email],
    ['class-not-allowed', 'Options[1]/Class', [{ Class: 'sms' }], ItemClass.Email],
    ['class-not-allowed', 'Options[1]/Class', [sms], ItemClass.Contacts],
    ['class-not-allowed', 'Options[1]/Class', [{ Class: 'Email' }], ItemClass.Calendar],
    ['filter-not-for-sms', 'Options[1]/FilterType', [{ Class: 'SMS', FilterType: 6 }], ItemClass.Email],
  ])('are refused with Status 4, [MS-ASMS] 3.2.5.1: %s at %s', (code, path, blocks, folderClass) => {
    expect(() => optionsByClass(blocks, folderClass)).toThrow(expect.objectContaining({ code, path, status: 4 }));
  });

  it.each([0, 1, 2, 3, 4, 5])('of text messages have the FilterType %i of e-mail, 3.1.4.1.1.2', (filterType) => {
    expect(isSmsFilter(filterType)).toBe(true);
  });
  it.each([6, 7, 8])('of text messages have no FilterType %i', (filterType) => {
    expect(isSmsFilter(filterType)).toBe(false);
  });
});

describe('sticky options, [MS-ASMS] 3.1.4.1.1.1', () => {
  it('begin with the class that the folder holds where nothing is told', () => {
    expect(stickyOptions(undefined, undefined)).toEqual({ options: { own: {} }, begun: ['Email'], ended: [] });
  });

  it('stay where nothing is told', () => {
    const kept = { own: email, sms };
    expect(stickyOptions(kept, undefined)).toEqual({ options: kept, begun: [], ended: [] });
    expect(stickyOptions(kept, [])).toEqual({ options: kept, begun: [], ended: [] });
  });

  it('are all replaced where one is told: items of a class that is left out are soft-deleted', () => {
    const kept = { own: email, sms };
    expect(stickyOptions(kept, [email])).toEqual({ options: { own: email }, begun: [], ended: ['SMS'] });
    expect(stickyOptions(kept, [sms])).toEqual({ options: { sms }, begun: [], ended: ['Email'] });
  });

  it('begin with a class that is told anew', () => {
    expect(stickyOptions({ own: email }, [email, sms])).toMatchObject({ begun: ['SMS'], ended: [] });
    expect(stickyOptions({ sms }, [email])).toMatchObject({ begun: ['Email'], ended: ['SMS'] });
  });
});

describe('requests with options of both classes', () => {
  it.each(protocolVersions)('are read in Sync and GetItemEstimate, version %s', (version) => {
    const sync = { Collections: [{ SyncKey: '1', CollectionId: '5', Options: [email, sms] }] };
    const syncTree = decodeWbxml(encodeMessage(syncRequest, sync, version));
    expect(readMessage(syncRequest, syncTree, { version })).toEqual(sync);
    const estimateTree = decodeWbxml(encodeMessage(getItemEstimateRequest, sync, version));
    const estimate = readMessage(getItemEstimateRequest, estimateTree, { version });
    expect(optionsByClass(estimate.Collections[0]?.Options ?? [])).toEqual({ own: email, sms });
  });

  it('estimate text messages only where they are asked for, [MS-ASMS] 3.1.4.2', () => {
    expect(optionsByClass([]).sms).toBeUndefined();
    expect(optionsByClass([email]).sms).toBeUndefined();
  });

  it.each([
    ['Sync', syncRequest, 4],
    ['GetItemEstimate', getItemEstimateRequest, 103],
  ] as const)('more than two in %s are refused by its reader, with Status %s', (name, message, status) => {
    const options = element('AirSync', 'Options', element('AirSync', 'FilterType', '0'));
    const id = name === 'Sync' ? element('AirSync', 'CollectionId', '5') : element(name, 'CollectionId', '5');
    const content = [element('AirSync', 'SyncKey', '1'), id, options, options, options];
    const tree =
      name === 'Sync'
        ? element('AirSync', 'Sync', element('AirSync', 'Collections', element('AirSync', 'Collection', ...content)))
        : element(name, name, element(name, 'Collections', element(name, 'Collection', ...content)));
    const read = () => readMessage<unknown>(message, tree, { version: '14.1' });
    expect(read).toThrow(MessageError);
    expect(read).toThrow(expect.objectContaining({ code: 'too-many-elements', status }));
  });
});

describe('Class of items, [MS-ASCMD] 2.2.3.27', () => {
  it('of an Add is the folder own one where nothing is told', () => {
    expect(addedClass(undefined)).toBe('Email');
    expect(addedClass('SMS')).toBe('SMS');
    expect(addedClass(undefined, ItemClass.Notes)).toBe('Notes');
    expect(() => addedClass('Tasks')).toThrow(
      expect.objectContaining({ code: 'class-not-allowed', path: 'Add/Class' }),
    );
    expect(() => addedClass('SMS', ItemClass.Notes)).toThrow(expect.objectContaining({ status: 4 }));
  });

  it('of a fetched text message is not told in 16.1, which does not have it there', () => {
    expect(protocolVersions.map((version) => fetchedClass(ItemClass.Sms, version))).toEqual([
      'SMS',
      'SMS',
      'SMS',
      undefined,
    ]);
    expect(fetchedClass(ItemClass.Email, '16.1')).toBe('Email');
  });
});
