/** Who shares an account with a carrier, as rows: one that was not renewed counts no more. */
import type { AccountShare } from '@postbus/ports';
import type { Connection } from './connection.ts';

/** @param now epoch milliseconds */
export function holdShare(
  connection: Connection,
  account: string,
  owner: string,
  now: number,
  leasedUntil: number,
): AccountShare {
  connection.run('DELETE FROM text_account_shares WHERE account = ? AND leased_until <= ?', account, now);
  connection.run(
    `INSERT INTO text_account_shares (account, owner, leased_until) VALUES (?, ?, ?)
     ON CONFLICT (account, owner) DO UPDATE SET leased_until = excluded.leased_until`,
    account,
    owner,
    leasedUntil,
  );
  const holders = connection.all<{ readonly owner: string }>(
    'SELECT owner FROM text_account_shares WHERE account = ? ORDER BY row',
    account,
  );
  return { index: holders.findIndex((holder) => holder.owner === owner), holders: holders.length, leasedUntil };
}
