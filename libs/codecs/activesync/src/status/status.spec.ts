/** The values of each Status, as the tables of the documents list them. */
import { describe, expect, it } from 'vitest';
import {
  CommonStatus,
  FolderStatus,
  GetItemEstimateStatus,
  ItemOperationsStatus,
  MeetingResponseStatus,
  MoveItemsStatus,
  PingStatus,
  PolicyAcknowledgement,
  PolicyStatus,
  ProvisionStatus,
  ResolveRecipientsStatus,
  SearchStatus,
  SettingsStatus,
  SyncStatus,
  ValidateCertStatus,
} from '../index.ts';

const span = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, at) => first + at);

describe('values of Status, [MS-ASCMD] 2.2.2, 2.2.3.177, [MS-ASPROV] 2.2.2.54', () => {
  it.each<[string, Readonly<Record<string, number>>, readonly number[]]>([
    ['common to all commands, 2.2.2', CommonStatus, [...span(101, 156), ...span(160, 177)]],
    ['FolderCreate, FolderDelete, FolderSync and FolderUpdate', FolderStatus, [...span(1, 6), ...span(9, 12)]],
    ['GetItemEstimate', GetItemEstimateStatus, span(1, 4)],
    ['ItemOperations', ItemOperationsStatus, [...span(1, 12), ...span(14, 18), 155, 156]],
    ['MeetingResponse', MeetingResponseStatus, span(1, 4)],
    ['MoveItems', MoveItemsStatus, [...span(1, 5), 7]],
    ['Ping', PingStatus, span(1, 8)],
    ['Provision', ProvisionStatus, span(1, 3)],
    ['Provision, of a policy', PolicyStatus, span(1, 5)],
    ['Provision, of an acknowledgement', PolicyAcknowledgement, span(1, 4)],
    ['ResolveRecipients', ResolveRecipientsStatus, span(1, 8)],
    ['Search', SearchStatus, [...span(1, 8), ...span(10, 14)]],
    ['Settings', SettingsStatus, span(1, 7)],
    ['Sync', SyncStatus, [1, ...span(3, 9), ...span(12, 16)]],
    ['ValidateCert', ValidateCertStatus, span(1, 17)],
  ])('of %s', (_, status, values) => {
    expect(Object.values(status).sort((a, b) => a - b)).toEqual(values);
  });
});
