import type { Knex } from 'knex';

export interface OwnAddresses {
  readonly email: string | null;
  readonly phone: string | null;
  readonly wecomId: string | null;
}

/** Where a person is reached: suggested to whoever tries a connector. */
export async function findOwnAddresses(db: Knex, userId: number): Promise<OwnAddresses> {
  const row = (await db('users').where('id', userId).first('email', 'phone', 'wecom_id as wecomId')) as
    OwnAddresses | undefined;
  return row ?? { email: null, phone: null, wecomId: null };
}
